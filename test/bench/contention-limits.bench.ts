/**
 * The same contention under GitHub's secondary limits: 80 content writes a minute, 500 an hour. It takes as
 * long as those limits make it, so it is a benchmark of its own.
 */
import { playScene } from "./support/contention.ts";

await playScene({ jobs: 50, windowSeconds: 5, limits: true });
