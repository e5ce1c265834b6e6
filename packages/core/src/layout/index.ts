export { discoverSlots } from "./discover.ts";
export {
  candidatePaths,
  detectedLayouts,
  isName,
  KUSTOMIZATION_NAMES,
  type Located,
  locate,
  type Neighbourhood,
  neighbourhoods,
  parseLayout,
  parseName,
  type Slot,
} from "./layout.ts";
export { environmentFolder, folderOf, isWithin, type Reach, reachOf } from "./reach.ts";
