// Loaded with --require: ends the process where it would open its first socket.
require("node:diagnostics_channel").subscribe("net.client.socket", () => process.exit(0));
