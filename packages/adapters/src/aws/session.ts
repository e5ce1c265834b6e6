/** Credentials of a role's session. */
export interface AwsSession {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAt: Date;
  /** `arn:aws:sts::123456789012:assumed-role/deploy/checkout-1-1` */
  readonly arn: string;
}
