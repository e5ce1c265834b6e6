/**
 * Contention under GitHub's secondary limits (80 content writes a minute, 500 an hour), combining and not. It
 * takes as long as those limits make it, so it is a benchmark of its own. An intent is two writes: more than 40
 * jobs at once need a second minute, whatever else is done.
 */
import { playScene } from "./support/contention.ts";
import { printFigures } from "./support/figures.ts";

const crowd = { jobs: 50, windowSeconds: 5, limits: true };
const combining = await playScene(crowd);
const alone = await playScene({ ...crowd, alone: true });
printFigures("with the limits on", [
  { what: "compare-and-swap alone, of combining", value: alone / combining, unit: "x" },
]);
