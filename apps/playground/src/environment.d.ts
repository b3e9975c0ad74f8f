/** What the build tells the page: see the plugin `embeddedModel` of `src/build`. */
interface ImportMetaEnv {
  readonly EMBEDDED_MODEL: import('./app/embedded-model.ts').EmbeddedModel | null;
}
