import { ruleTable } from '../rule-table.ts';

/**
 * Where and how servers run. CI pipelines are in: they hold the keys, build what is deployed, and
 * run a stranger's branch; only housekeeping ones (labels, stale issues, …) are left out before.
 */
export const infrastructure = ruleTable([
  {
    reason: 'Dockerfile',
    path: /(?:^|\/)(?:[\w-]{0,40}[._-])?(?:Dockerfile|Containerfile)(?:[._-][\w.-]{1,60})?$/i,
  },
  { reason: 'Docker settings', names: ['.dockerignore', 'docker-bake.hcl', 'docker-bake.json'] },
  {
    reason: 'Compose file',
    path: /(?:^|\/)(?:docker-|podman-)?(?:compose|stack)(?:[._-][\w.-]{1,60})?\.ya?ml$/i,
  },
  { reason: 'Terraform', endings: ['.tf', '.tfvars', '.tf.json', '.tofu', '.hcl'] },
  { reason: 'Bicep or ARM template', endings: ['.bicep', '.bicepparam'] },
  { reason: 'Nix module', endings: ['.nix'] },
  {
    reason: 'Hasura metadata',
    path: /(?:^|\/)(?:hasura\/(?:[^\n]{1,100}\/)?)?metadata\/(?:databases\/[^\n]{1,200}|\w{1,40})\.ya?ml$/,
  },
  { reason: 'policy (Rego, Cedar)', endings: ['.rego', '.cedar'] },
  {
    reason: 'Helm chart',
    names: ['chart.yaml', 'chart.yml', 'helmfile.yaml', 'helmfile.yml', 'values.schema.json'],
  },
  {
    reason: 'Helm chart',
    path: /(?:^|\/)(?:charts?|helm|helm-charts?)\/(?:[^\n]{1,200}\/)?(?:(?:templates|crds)\/[^\n]{1,200}|values[\w.-]{0,60})\.(?:ya?ml|tpl|json|gotmpl)$/,
  },
  {
    reason: 'Kubernetes manifest',
    endings: ['.yaml', '.yml', '.json'],
    head: /^\s{0,4}"?apiVersion"?\s?:[\s\S]{0,2000}^\s{0,4}"?kind"?\s?:|^kind\s?:[\s\S]{0,2000}^apiVersion\s?:/m,
  },
  {
    reason: 'Kubernetes settings',
    folders: ['k8s', 'kubernetes', 'kustomize', 'manifests', 'helm', 'argocd', 'flux'],
    endings: ['.yaml', '.yml', '.tpl', '.env'],
  },
  {
    reason: 'Kubernetes settings',
    names: [
      'kustomization.yaml',
      'kustomization.yml',
      'skaffold.yaml',
      'skaffold.yml',
      'tiltfile',
      'devspace.yaml',
      'garden.yml',
      'okteto.yml',
    ],
  },
  {
    reason: 'Ansible',
    path: /(?:^|\/)(?:ansible|playbooks|group_vars|host_vars|roles\/[\w.-]{1,60}\/(?:tasks|handlers|defaults|vars|templates|meta|files))\/[^\n]{1,200}$/,
  },
  {
    reason: 'Ansible playbook',
    endings: ['.yml', '.yaml'],
    head: /^-\s{1,4}(?:name:[^\n]{0,200}\n\s{1,4})?hosts:\s/m,
  },
  {
    reason: 'CloudFormation or SAM template',
    endings: ['.yaml', '.yml', '.json', '.template'],
    head: /AWSTemplateFormatVersion|Transform"?:\s{0,4}["']?AWS::Serverless/,
  },
  {
    reason: 'serverless settings',
    path: /(?:^|\/)(?:serverless(?:\.[\w-]{1,40})?\.(?:ya?ml|[jt]s)|samconfig\.toml|sst\.config\.ts|cdk\.json|Pulumi(?:\.[\w-]{1,40})?\.ya?ml|wrangler\.(?:toml|jsonc?)|firebase\.json|amplify\.yml|app\.arc|copilot\/[^\n]{1,100}\.yml)$/,
  },
  {
    reason: 'platform settings',
    names: [
      'procfile',
      'fly.toml',
      'render.yaml',
      'railway.json',
      'railway.toml',
      'app.yaml',
      'app.json',
      'cloudbuild.yaml',
      'cloudbuild.yml',
      'vercel.json',
      'netlify.toml',
      'heroku.yml',
      'nixpacks.toml',
      'captain-definition',
      'appspec.yml',
      'ecosystem.config.js',
      'ecosystem.config.cjs',
      'supervisord.conf',
      'crontab',
      'dapr.yaml',
      'aspire.config.json',
      'azure.yaml',
      'service.yaml',
      'project.toml',
      'lighthouse.yaml',
      'elasticbeanstalk.config',
      'scalingo.json',
      'zeabur.yaml',
      'app.config',
    ],
  },
  {
    reason: 'CI pipeline (infrastructure)',
    path: /^\.(?:github|gitea|forgejo)\/(?:workflows|actions)\/[^\n]{1,200}$/,
  },
  {
    reason: 'CI pipeline (infrastructure)',
    path: /(?:^|\/)(?:\.gitlab-ci\.yml|\.gitlab\/ci\/[^\n]{1,200}\.yml|\.circleci\/[^\n]{1,100}|\.travis\.yml|\.drone\.ya?ml|\.woodpecker(?:\.ya?ml|\/[^\n]{1,100})|azure-pipelines[\w.-]{0,40}\.ya?ml|\.azure-pipelines\/[^\n]{1,100}|bitbucket-pipelines\.yml|\.buildkite\/[^\n]{1,100}|\.semaphore\/[^\n]{1,100}|appveyor\.yml|\.appveyor\.yml|\.cirrus\.yml|\.buildspec\.yml|buildspec\.ya?ml|\.goreleaser\.ya?ml|\.ko\.yaml|action\.ya?ml|\.builds\/[^\n]{1,100}|\.teamcity\/[^\n]{1,100})$/,
  },
  {
    reason: 'CI pipeline (infrastructure)',
    path: /(?:^|\/)(?:[\w-]{1,40}\.)?Jenkinsfile(?:[.-][\w-]{1,40})?$/,
  },
  {
    reason: 'web server settings',
    path: /(?:^|\/)(?:nginx|haproxy|traefik|apache2?|httpd|caddy|envoy|varnish|openresty)\/[^\n]{0,200}\.(?:conf|cfg|ya?ml|toml|json|lua|vcl|template|tmpl|j2)$/,
  },
  {
    reason: 'web server settings',
    path: /(?:^|\/)(?:[\w-]{0,40}(?:nginx|haproxy|traefik|envoy|varnish|vhost|httpd)[\w.-]{0,40}\.(?:conf|cfg|ya?ml|toml|vcl|template|tmpl|j2|erb)|nginx\.conf[\w.-]{0,40}|[\w.-]{0,60}Caddyfile|\.htaccess|web\.config|server\.xml)$/i,
  },
  { reason: 'systemd unit', endings: ['.service', '.timer', '.socket', '.target'] },
  {
    reason: 'monitoring settings',
    path: /(?:^|\/)(?:prometheus|grafana|alertmanager|loki|otel|otel-collector|datadog|fluentd?|fluent-bit|vector|promtail|tempo)(?:\/(?:[^\n]{1,200}\/)?[^/]{1,80}|[\w.-]{0,40})\.(?:ya?ml|toml|conf|rules)$|(?:^|\/)grafana\/(?:[^\n]{1,200}\/)?dashboards\/[^\n]{1,200}\.json$/,
  },
]);
