import { type Config, loadConfig, noConfig } from "../config/index.ts";
import { UserError } from "../errors.ts";
import { nearestFew } from "../text/index.ts";

/**
 * The policy in the text of its file, which has to know the environment; what holds without one when there
 * is none.
 * @throws `config-invalid`, `environment-unknown`
 */
export function configFor(
  { configPath, environment }: { readonly configPath: string; readonly environment: string },
  text: string | undefined,
): Config {
  if (text === undefined) return noConfig;
  const config = loadConfig(text, configPath);
  const known = [...config.environments.keys()];
  if (known.includes(environment)) return config;
  throw new UserError(
    "environment-unknown",
    `environment "${environment}" is not in ${configPath}; it has: ${nearestFew(environment, known, 10).join(", ")}`,
    { hint: 'Correct "environment", or add it to that file.' },
  );
}
