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
