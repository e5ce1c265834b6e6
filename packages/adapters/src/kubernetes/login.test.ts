import { describe, expect, test } from "vitest";
import { eksToken } from "./eks-token.ts";
import { readKubeconfig } from "./kubeconfig.ts";

const base = {
  "current-context": "prod",
  contexts: [{ name: "prod", context: { cluster: "prod", user: "ci" } }],
  clusters: [{ name: "prod", cluster: { server: "https://10.0.0.1:6443" } }],
  users: [{ name: "ci", user: { token: "secret" } }],
};

describe("readKubeconfig", () => {
  test("the current context leads to server, authority and token", () => {
    const ca = Buffer.from("-----BEGIN CERTIFICATE-----").toString("base64");
    const cluster = { server: "https://10.0.0.1:6443", "certificate-authority-data": ca };

    const read = readKubeconfig(
      JSON.stringify({ ...base, clusters: [{ name: "prod", cluster }] }),
      undefined,
    );

    expect(read.server.href).toBe("https://10.0.0.1:6443/");
    expect(read.tls.ca).toBe("-----BEGIN CERTIFICATE-----");
    expect(read.authorization()).toBe("Bearer secret");
    expect(read.secrets).toEqual(["secret"]);
  });

  test.each([
    ["a context that is not there", {}, "other", 'no entry "other" in contexts; it has: prod'],
    [
      "a program to run",
      { users: [{ name: "ci", user: { exec: { command: "aws" } } }] },
      undefined,
      'wants "exec"',
    ],
    [
      "a file to read",
      {
        clusters: [
          { name: "prod", cluster: { server: "https://a", "certificate-authority": "/ca" } },
        ],
      },
      undefined,
      'wants "certificate-authority"',
    ],
    [
      "no address",
      { clusters: [{ name: "prod", cluster: { server: "10.0.0.1" } }] },
      undefined,
      "no address",
    ],
  ])("%s is refused", (_, change, context, found) => {
    const text = JSON.stringify({ ...base, ...change });

    expect(() => readKubeconfig(text, context)).toThrow(found);
  });

  test("a text that is no YAML is refused without quoting it", () => {
    expect(() => readKubeconfig("users: [{token: secret", undefined)).toThrow(
      /^the kubeconfig is not valid YAML$/,
    );
  });
});

describe("eksToken", () => {
  // The same inputs give the same URL with `aws eks get-token`; the signature was computed with botocore.
  test("it is the presigned request that the cluster sends to STS", () => {
    const session = {
      accessKeyId: "AKIDEXAMPLE",
      secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
      sessionToken: "session/token+with=signs",
      region: "eu-central-1",
    };

    const token = eksToken("prod", { session, now: new Date("2026-11-21T10:00:00Z") });

    expect(token).toMatch(/^k8s-aws-v1\.[A-Za-z0-9_-]+$/);
    const url = Buffer.from(token.slice("k8s-aws-v1.".length), "base64url").toString();
    expect(url).toMatchInlineSnapshot(
      `"https://sts.eu-central-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20261121%2Feu-central-1%2Fsts%2Faws4_request&X-Amz-Date=20261121T100000Z&X-Amz-Expires=60&X-Amz-Security-Token=session%2Ftoken%2Bwith%3Dsigns&X-Amz-SignedHeaders=host%3Bx-k8s-aws-id&X-Amz-Signature=2665b5e0a76fcbbcee6b2bde37a2a40503ceec857415c7836d4e39503080c6b3"`,
    );
  });
});
