export {
  addLogins,
  type DockerLogin,
  fingerprint,
  type Login,
  removeLogins,
  type Shadow,
} from "./docker-config.ts";
