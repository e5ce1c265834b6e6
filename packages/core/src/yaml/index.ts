export { readYaml, type YamlSource, YamlValue } from "./yaml-value.ts";
