export { discoverSlots } from "./discover.ts";
export {
  candidatePaths,
  detectedLayouts,
  isName,
  type Neighbourhood,
  neighbourhoods,
  parseLayout,
  parseName,
  type Slot,
} from "./layout.ts";
export { type Located, locate } from "./locate.ts";
export { environmentFolder, folderOf, isWithin, type Reach, reachOf } from "./reach.ts";
