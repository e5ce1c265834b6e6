export {
  candidatePaths,
  detectedLayouts,
  type Located,
  locate,
  parseLayout,
  parseName,
  type Slot,
} from "./layout.ts";
