export {
  type Batch,
  type BatchView,
  batchPaths,
  type Dropped,
  landable,
  planBatch,
  type SeenCommit,
} from "./batch.ts";
export {
  type Intent,
  type IntentRequest,
  MAX_INTENT_CHARACTERS,
  readIntent,
  writeIntent,
} from "./intent.ts";
export { INTENT_LIFE_MS, INTENTS, intentName, intentsOf } from "./names.ts";
export {
  type IntentRef,
  type Pending,
  type Triage,
  triage,
} from "./pending.ts";
export {
  begin,
  type Event,
  type Leaving,
  type Led,
  type Look,
  next,
  type Pause,
  type Step,
  type Waiting,
} from "./protocol.ts";
