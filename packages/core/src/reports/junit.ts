import { xml } from './escape.js';
import { judgedLabel } from '../artifacts/index.js';
import type { Decision, RequirementResult, SubjectDecision } from '../policy/index.js';

interface Case {
  readonly classname: string;
  readonly name: string;
  readonly result: RequirementResult;
}

/** JUnit XML as GitLab and others show it: a suite per policy, a case per requirement; denied = failure, undecided = error. */
export function renderJunit(decision: Decision): string {
  const suites = decision.policies.map((policy) => suite(policy.policy, policy.subjects.flatMap(casesOf), decision));
  if (decision.problems.length > 0) {
    suites.push(
      suite(
        'run',
        decision.problems.map((result) => ({ classname: 'run', name: result.requirement, result })),
        decision,
      ),
    );
  }
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="countersign: ${decision.outcome}">\n${suites.join('')}</testsuites>\n`;
}

function casesOf(decision: SubjectDecision): readonly Case[] {
  const classname = judgedLabel(decision.subject);
  const unmatched = decision.unmatched === undefined ? [] : [{ classname, name: 'rule', result: decision.unmatched }];
  return [
    ...unmatched,
    ...decision.rules.flatMap((rule) =>
      rule.requirements.map((result) => ({ classname, name: `${rule.rule}: ${result.requirement}`, result })),
    ),
  ];
}

function suite(name: string, cases: readonly Case[], { time, notices = [] }: Decision): string {
  const failures = cases.filter(({ result }) => result.outcome === 'denied').length;
  const errors = cases.filter(({ result }) => result.outcome === 'undecided').length;
  const head = `<testsuite name="${xml(name)}" tests="${String(cases.length)}" failures="${String(failures)}" errors="${String(errors)}" timestamp="${time.toISOString()}">`;
  const properties = notices.map((notice) => `      <property name="notice" value="${xml(notice)}"/>\n`).join('');
  const about = properties === '' ? '' : `    <properties>\n${properties}    </properties>\n`;
  return `  ${head}\n${about}${cases.map(testcase).join('')}  </testsuite>\n`;
}

function testcase({ classname, name, result }: Case): string {
  const open = `    <testcase classname="${xml(classname)}" name="${xml(name)}"`;
  if (result.outcome === 'allowed') return `${open}/>\n`;
  const element = result.outcome === 'denied' ? 'failure' : 'error';
  const detail = [
    result.message,
    ...(result.expected === undefined ? [] : [`expected: ${result.expected}`]),
    ...(result.found === undefined ? [] : [`found: ${result.found}`]),
    ...(result.hint === undefined ? [] : [`hint: ${result.hint}`]),
  ].join('\n');
  return `${open}>\n      <${element} type="${xml(result.code ?? 'RULE_FAILED')}" message="${xml(result.message)}">${xml(detail)}</${element}>\n    </testcase>\n`;
}
