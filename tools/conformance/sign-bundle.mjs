// `sign-bundle [--in-toto] --identity-token TOKEN --bundle FILE [--trusted-root FILE] [--signing-config FILE] FILE`
export async function run() {
  throw new Error('sign-bundle is not wired to the room signing yet');
}
