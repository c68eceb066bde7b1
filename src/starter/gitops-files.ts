/** What tells a GitOps tool to apply the manifests. The address of the repository is for its owner to fill in. */
import { manifestFolder, type Starter } from './starter-files.ts';

const repository = 'https://git.example.org/you/your-repository.git';
const fillIn = '# Put the address of this repository in place of git.example.org.';

type GitOpsFiles = (starter: Starter) => Record<string, string>;

const argocd: GitOpsFiles = ({ release }) => ({
  'argocd/application.yaml': `${fillIn}
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: ${release.name}
  namespace: argocd
spec:
  project: default
  source:
    repoURL: ${repository}
    targetRevision: HEAD
    path: ${manifestFolder}
  destination:
    server: https://kubernetes.default.svc
    namespace: ${release.namespace}
  syncPolicy:
    automated:
      # Worker pods and their Secrets belong to PodTemplates, so pruning leaves them alone.
      prune: true
      selfHeal: true
    syncOptions:
      # Secrets that the gateway fills keep what it wrote, because the manifests do not own those fields.
      - ServerSideApply=true
`,
});

const flux: GitOpsFiles = ({ release }) => ({
  'flux/git-repository.yaml': `${fillIn}
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: ${release.name}
  namespace: flux-system
spec:
  interval: 1m
  url: ${repository}
  ref:
    branch: main
`,
  'flux/kustomization.yaml': `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: ${release.name}
  namespace: flux-system
spec:
  interval: 10m
  path: ./${manifestFolder}
  prune: true
  wait: true
  timeout: 5m
  sourceRef:
    kind: GitRepository
    name: ${release.name}
`,
});

export const gitOpsFiles = { argocd, flux } as const satisfies Record<string, GitOpsFiles>;
