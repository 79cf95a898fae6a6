import { ruleTable } from '../rule-table.ts';

/** Other people's code that was copied in. */
export const vendored = ruleTable([
  {
    reason: 'vendored: third-party code',
    folders: [
      'node_modules',
      'bower_components',
      'jspm_packages',
      'third_party',
      'third-party',
      'thirdparty',
      '3rdparty',
      'external_libs',
      'site-packages',
      'godeps',
      'carthage',
      '.yarn',
    ],
  },
  // `vendor` is also a word of commerce (a seller): only at the top, or where libraries live.
  {
    reason: 'vendored: third-party code',
    path: /^(?:vendor|vendored)\/|\/(?:src|go|backend|server|third|deps|lib|public|static|assets|js|javascripts?|stylesheets|css|_?tools|native|ext)\/vendor(?:ed)?\/|\/_vendor\/|^Pods\//,
  },
  {
    reason: 'vendored: third-party code',
    path: /(?:^|\/)(?:jquery|bootstrap|lodash|underscore|moment|d3|htmx|alpine|modernizr)(?:[.-](?:\d[\d.]{0,10}|slim|core|ui|bundle|es\d))*\.(?:js|css)$/,
  },
  {
    reason: 'vendored: wrapper of a build tool',
    names: [
      'gradlew',
      'gradlew.bat',
      'mvnw',
      'mvnw.cmd',
      'gradle-wrapper.properties',
      'maven-wrapper.properties',
    ],
  },
]);
