export {
  candidatePaths,
  detectedLayouts,
  type Located,
  locate,
  neighbourFolders,
  parseLayout,
  parseName,
  type Slot,
} from "./layout.ts";
