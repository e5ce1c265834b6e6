declare module "@vercel/ncc" {
  interface Options {
    minify?: boolean;
    esm?: boolean;
    cache?: string | false;
    quiet?: boolean;
    target?: string;
  }
  interface Output {
    code: string;
    assets: Record<string, { source: Buffer | string; permissions: number }>;
    stats: { compilation: { fileDependencies: Iterable<string> } };
  }
  function ncc(input: string, options?: Options): Promise<Output>;
  // biome-ignore lint/style/noDefaultExport: the module's real shape.
  export default ncc;
}
