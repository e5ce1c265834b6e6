export { discoverSlots } from "./discover.ts";
export {
  candidatePaths,
  detectedLayouts,
  isName,
  type Located,
  locate,
  neighbourhoods,
  parseLayout,
  parseName,
  type Slot,
} from "./layout.ts";
export { environmentFolder, folderOf, isWithin, type Reach, reachOf } from "./reach.ts";
