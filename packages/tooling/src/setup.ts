// `npm run setup`: the bootstrap has installed everything by the time this runs.
console.log(`Ready: Node ${process.versions.node}, dependencies as locked.`);
