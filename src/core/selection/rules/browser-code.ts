import { ruleTable } from '../rule-table.ts';

/** What settles that a script runs in a browser. */
export const browserWordsFirst = ruleTable([
  { reason: 'client component ("use client")', head: /^\s{0,8}['"]use client['"]/m },
  {
    reason: 'service worker of a page',
    path: /(?:^|\/)(?:service-?worker|sw|firebase-messaging-sw)\.[jt]s$/i,
  },
]);

/** Libraries of pages and apps. */
export const BROWSER_PACKAGES =
  /^(?:(?:react-dom|preact|vue|vuex|pinia|vue-router|vue-i18n|vue-\w{1,40}|vuetify|vueuse|svelte|solid-js|redux|react-redux|redux-saga|redux-thunk|reselect|zustand|jotai|recoil|mobx|mobx-\w{1,40}|valtio|xstate|swr|urql|formik|lucide|lucide-react|lucide-vue-next|antd|framer-motion|motion|sonner|clsx|classnames|tailwind-merge|class-variance-authority|styled-components|styled-system|d3|d3-\w{1,30}|chart\.js|echarts|recharts|three|lit|lit-element|jquery|alpinejs|htmx\.org|electron|expo|expo-\w{1,40}|webextension-polyfill|monaco-editor|codemirror|prosemirror-\w{1,40}|html-to-image|html2canvas|file-saver|leaflet|mapbox-gl|maplibre-gl|bootstrap|primevue|primereact|element-plus|quasar|cmdk|vaul|nuqs|posthog-js|dompurify|axios-hooks|toastr|sweetalert2|i18next-browser-languagedetector|js-cookie|idb|localforage|dexie|workbox-\w{1,30}|ember-\w{1,40}|backbone|knockout|web-vitals|vscode|nprogress|konva|pixi\.js|phaser|hls\.js|video\.js|swiper|downshift|notistack|embla-carousel-react|tippy\.js|usehooks-ts|next-themes|jsdom|vitest-canvas-mock)(?:\/|$)|react-(?!email|router\/node|pdf\/renderer)[a-z-]{1,60}(?:\/|$)|@(?:vue|vueuse|nuxt\/ui|pinia|reduxjs|angular\/(?!ssr)|ngrx|ngneat|ngx-\w{1,30}|tanstack\/(?:react|vue|svelte|solid|angular|query|virtual|table|router)|trpc\/(?:react-query|next|client|tanstack)|apollo\/client|radix-ui|mui|material-ui|chakra-ui|headlessui|heroicons|mantine|emotion|ant-design|fluentui|floating-ui|tabler\/icons|iconify|phosphor-icons|fortawesome|dnd-kit|hookform|testing-library|storybook|stripe\/(?:stripe-js|react)|sentry\/(?:react|vue|browser|svelte|angular)|hotwired|rails\/(?:ujs|activestorage|actioncable)|inertiajs|sveltejs\/svelte|react-native|react-navigation|expo|codemirror|tiptap|lexical|ember|glimmer|lit|ionic|capacitor|tauri-apps|primer|carbon|grafana\/(?:ui|data|runtime)|backstage\/core-(?:components|plugin-api)|mdi|visx|nivo|react-aria|react-spring|react-three|internationalized|simplewebauthn\/browser|playwright\/experimental-ct|docusaurus|cypress|hoppscotch\/ui)(?:[/-]|$)|next\/(?:link|image|router|dynamic|font|script|legacy)|next-auth\/react$|\$app\/(?:navigation|stores|state|environment)|#app$|#imports$|ember$|better-auth\/react$|virtual:)/;

/** Modules of the project, or files, that only a page has. */
export const BROWSER_MODULES =
  /(?:^|[/@~-])(?:components?|ui|hooks|composables|contexts?|layouts?|screens|widgets|icons|stores|slices|dialogs|modals|pages|views)(?:\/|$)|\.(?:s?css|less|svg|png|jpe?g|vue|svelte|module\.css)(?:\?\w{1,20})?$|\/use-?[A-Z-]\w{0,60}$/;

/** Things that only a page has, named by how they are used. */
export const BROWSER_WORDS =
  /\bwindow\.(?!process)[a-zA-Z]|\b(?:localStorage|sessionStorage)\.|\bdocument\.(?:getElement|querySelector|createElement|body|cookie|addEventListener|documentElement|head|activeElement|title\b|dispatchEvent|execCommand|visibilityState|fonts)|\bnavigator\.(?:clipboard|userAgent|serviceWorker|language|onLine|sendBeacon|share|mediaDevices|geolocation|credentials|platform)|\bHTML\w{0,20}Element\b|\brequestAnimationFrame\(|\bnew (?:FileReader|IntersectionObserver|ResizeObserver|MutationObserver|Image|BroadcastChannel|XMLHttpRequest|EventSource|DOMParser)\(|\bimport\.meta\.(?:env\.|glob\b|hot\b)|\bfetch\(\s{0,4}['"`]\/(?!\/)|\b(?:chrome|browser)\.(?:runtime|tabs|storage|scripting)\b|\bReact\.(?:FC|ReactNode|useState|memo|forwardRef|Dispatch|CSSProperties)\b|\bJSX\.Element\b|\b(?:useState|useEffect|useMemo|useCallback|useRef|useContext|useReducer|useQuery|useMutation|useSelector|useDispatch|useNavigate|useRouter)(?:<|\()|\bdefine(?:Component|Store|Props|Emits|NuxtPlugin|NuxtRouteMiddleware)\(|\bcreateSlice\(|\bcreateAsyncThunk\(|\bcustomElements\.define\(|\$\(['"`][.#]|\bprocess\.env\.(?:REACT_APP_|VUE_APP_)|\baxios\.create\(|\baxios\.interceptors\b|\bMatMenu|@(?:Component|Directive|Pipe|NgModule)\(|\.pipe\(takeUntil\(|\bKeyboardEvent\b|\bMouseEvent\b|\bserviceWorker\b|\bself\.addEventListener\(/;

/** Markup in a script. */
export const JSX = /<\/[A-Za-z>]|\/>/;
