export { type BuildRequest, type Built, buildImage } from "./buildx.ts";
export type { PinnedProgram, ProgramOptions } from "./program.ts";
export { readReportFile } from "./report-file.ts";
export { type ScannerName, type ScanOptions, scanImage } from "./scanner.ts";
export { makeSbom, type SbomFormat } from "./syft.ts";
