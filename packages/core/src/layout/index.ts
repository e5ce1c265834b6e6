export {
  candidatePaths,
  detectedLayouts,
  discoverSlots,
  type Located,
  locate,
  neighbourhoods,
  parseLayout,
  parseName,
  type Slot,
} from "./layout.ts";
