/**
 * Many CI jobs, each a process of the bundle, update one branch: 100 ms a read and 400 ms a write. The loop
 * of the common guides (clone, `kustomize edit set image`, commit, `pull --rebase`, push, five tries) runs
 * beside it on the same server where kustomize is there.
 */
import { playScene } from "./support/contention.ts";

await playScene({ jobs: 50, windowSeconds: 60, besideGit: true, requestsAtMost: 3 });
await playScene({ jobs: 50, windowSeconds: 5, besideGit: true });
await playScene({ jobs: 50, windowSeconds: 5, sameFile: true });
await playScene({ jobs: 200, windowSeconds: 20 });
