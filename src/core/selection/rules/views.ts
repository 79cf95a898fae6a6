import { ruleTable } from '../rule-table.ts';

/** What draws: styles, markup and templates of views. */
export const styles = ruleTable([
  {
    reason: 'style sheet',
    endings: ['.css', '.scss', '.sass', '.less', '.styl', '.stylus', '.pcss', '.postcss'],
  },
  { reason: 'styles', path: /\.(?:css|styles?|stylex|theme)\.[jt]sx?$/ },
  { reason: 'story of a component', path: /\.(?:stories|story)\.(?:[jt]sx?|mdx|svelte|vue)$/ },
  {
    reason: 'story of a component',
    folders: ['.storybook', 'storybook', 'stories', '__stories__'],
  },
]);

/**
 * Views of a server are front end unless they hold queries or business logic: what a backend
 * reviewer would say about a template is said about the code that feeds it.
 */
export const viewsWithLogic = ruleTable([
  {
    reason: 'template that reads the database',
    endings: [
      '.erb',
      '.haml',
      '.slim',
      '.blade.php',
      '.phtml',
      '.twig',
      '.cshtml',
      '.razor',
      '.jsp',
      '.jspx',
      '.tag',
      '.aspx',
      '.ascx',
      '.ejs',
      '.heex',
      '.leex',
      '.eex',
      '.php',
      '.cfm',
    ],
    path: /\.(?!php$)[a-z]{2,6}$|(?:^|\/)(?:views|templates)\/[^\n]{1,300}\.php$/,
    mentions: [
      'DB::',
      'where',
      'query',
      'Query',
      'SELECT',
      'Repo.',
      'DbContext',
      'prepareStatement',
      '.all',
      'find',
      '::all',
    ],
    text: /\bDB::(?:table|select|raw|statement)\b|\b[A-Z]\w{1,60}::(?:where|all|find|query)\(|->where\(|\bmysqli?_query\(|<sql:query|\bprepareStatement\(|\b[A-Z]\w{1,60}\.(?:where|find_by|find_by_sql|all)\b|\bRepo\.(?:all|get|one)\b|\b@?inject(?:\s\S{0,80})?DbContext\b|\bSELECT\s[^<\n]{1,200}\sFROM\s/,
  },
  {
    reason: 'API view (JSON)',
    endings: ['.jbuilder', '.rabl', '.json.erb', '.xml.builder', '.json.builder', '.xml.erb'],
  },
  { reason: 'code behind a Razor page', endings: ['.cshtml.cs'] },
]);

export const views = ruleTable([
  {
    reason: 'server-side template (view)',
    endings: [
      '.erb',
      '.haml',
      '.slim',
      '.blade.php',
      '.phtml',
      '.twig',
      '.cshtml',
      '.jsp',
      '.jspx',
      '.jspf',
      '.aspx',
      '.ascx',
      '.ejs',
      '.heex',
      '.leex',
      '.html.eex',
      '.text.eex',
      '.pug',
      '.jade',
      '.hbs',
      '.handlebars',
      '.mustache',
      '.liquid',
      '.ftl',
      '.ftlh',
      '.mako',
      '.njk',
      '.latte',
      '.gohtml',
      '.templ',
      '.edge',
      '.jinja',
      '.html.j2',
      '.html.tmpl',
      '.volt',
      '.tpl.html',
      '.eta',
      '.xhtml',
      '.cfm',
      '.mjml',
    ],
  },
  {
    reason: 'server-side template (view)',
    path: /(?:^|\/)(?:resources\/views|app\/views|templates?\/(?:emails?|mail|html|pages|web))\/[^\n]{1,300}\.(?:php|html?|txt|tpl|tmpl|vm)$/,
  },
  {
    reason: 'Phoenix component (markup)',
    endings: ['.ex'],
    text: /^\s{0,4}use (?:Phoenix\.Component|\w{1,60}, :(?:html|component))\b/m,
  },
  { reason: 'Blazor component', endings: ['.razor', '.razor.cs'] },
  { reason: 'page markup', endings: ['.html', '.htm', '.xsl', '.xslt', '.vm', '.rt'] },
]);
