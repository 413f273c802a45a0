// Loaded before a program of Node's: the process that started it holds the other end of stdin.
// When that process is gone, however it ended, this one has nobody to work for.
process.stdin.on("end", () => process.exit(1)).on("error", () => process.exit(1)).resume();
process.stdin.unref?.();
