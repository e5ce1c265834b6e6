export {
  HttpFailure,
  type HttpReply,
  type HttpRequest,
  type HttpStream,
  isDistrust,
  openStream,
  sendRequest,
  type Tls,
} from "./request.ts";
