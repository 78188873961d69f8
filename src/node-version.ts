/** Stops with a clear sentence on a Node that lacks what the product is built on (Temporal among other things). */
export function requireNode(wanted = 26): void {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= wanted) return;
  process.stderr.write(
    `Allkontrakt needs Node ${wanted} or later, and this is ${process.versions.node}. It comes with the product: run npm ci without --ignore-scripts, and start with npm start.\n`,
  );
  process.exit(1);
}
