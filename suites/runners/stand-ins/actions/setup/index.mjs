// What these actions set up is there already, or has a stand-in.
console.log(`node ${process.version}`);
if (!process.version.startsWith('v24.')) throw new Error(`the runner's Node is ${process.version}`);
