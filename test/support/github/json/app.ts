import { clientId } from '../auth.ts';
import { iso } from '../clock.ts';
import type { App, Installation } from '../model.ts';
import type { World } from '../state.ts';
import { apiUrl, type Json, nodeId, userJson } from './shared.ts';

export function appJson(world: World, app: App): Json {
  return {
    id: app.id,
    slug: app.slug,
    node_id: nodeId('A', app.id),
    owner: userJson(world, app.owner),
    name: app.slug,
    description: null,
    external_url: `${world.origin}/apps/${app.slug}`,
    html_url: `${world.origin}/apps/${app.slug}`,
    created_at: iso(app.createdAt),
    updated_at: iso(app.createdAt),
    permissions: app.permissions,
    events: app.events,
  };
}

/** The App with what only itself is shown. */
export function ownAppJson(world: World, app: App): Json {
  const count = world.installations.filter((one) => one.app === app).length;
  return { ...appJson(world, app), client_id: clientId(app), installations_count: count };
}

export function installationJson(world: World, installation: Installation): Json {
  const { app, account } = installation;
  const url = `${apiUrl(world)}/app/installations/${installation.id}`;
  return {
    id: installation.id,
    client_id: clientId(app),
    account: userJson(world, account),
    repository_selection: installation.repositories === 'all' ? 'all' : 'selected',
    access_tokens_url: `${url}/access_tokens`,
    repositories_url: `${apiUrl(world)}/installation/repositories`,
    html_url: `${world.origin}/settings/installations/${installation.id}`,
    app_id: app.id,
    app_slug: app.slug,
    target_id: account.id,
    target_type: account.type,
    permissions: installation.permissions,
    events: app.events,
    created_at: iso(installation.createdAt),
    updated_at: iso(installation.createdAt),
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: null,
    suspended_at: null,
  };
}
