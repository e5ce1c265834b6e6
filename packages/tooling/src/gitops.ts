// `npm run -s gitops -- WORDS`: the command line tool from the sources.
import "@gitops-actions/cli";
