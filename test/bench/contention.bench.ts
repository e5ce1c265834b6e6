/**
 * Many CI jobs, each a process of the bundle, update one branch: 100 ms a read and 400 ms a write. The loop
 * of the common guides (clone, `kustomize edit set image`, commit, `pull --rebase`, push, five tries) runs
 * beside it on the same server where kustomize is there.
 */
import { playScene } from "./support/contention.ts";

const crowded = { requestsAtMost: 8, windowsAtMost: 2.5 };
await playScene({ jobs: 50, windowSeconds: 60, besideGit: true, requestsAtMost: 3 });
await playScene({ jobs: 50, windowSeconds: 5, besideGit: true, ...crowded });
await playScene({ jobs: 50, windowSeconds: 5, sameFile: true, ...crowded });
await playScene({ jobs: 200, windowSeconds: 20, ...crowded });
await playScene({ jobs: 200, windowSeconds: 20, sameFile: true, ...crowded });
