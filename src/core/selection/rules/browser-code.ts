import { anyOf } from '../any-of.ts';
import { ruleTable } from '../rule-table.ts';

/** What settles that a script runs in a browser. */
export const browserWordsFirst = ruleTable([
  { reason: 'client component ("use client")', head: /^\s{0,8}['"]use client['"]/m },
  {
    reason: 'service worker of a page',
    path: /(?:^|\/)(?:service-?worker|sw|firebase-messaging-sw)\.[jt]s$/i,
  },
]);

/** Modules of the project, or files, that only a page has. */
export const BROWSER_MODULES =
  /(?:^|[/@~]|-(?=ui|components|icons))(?:components?|ui|hooks|composables|contexts?|layouts?|screens|widgets|icons|stores|slices|dialogs|modals|pages|views)(?:\/|$)|\.(?:s?css|less|svg|png|jpe?g|vue|svelte|module\.css)(?:\?\w{1,20})?$|\/use-?[A-Z-]\w{0,60}$/;

/** Things that only a page has, named by how they are used. */
export const BROWSER_WORDS = anyOf([
  /\bwindow\.(?!process)[a-zA-Z]/,
  /\b(?:localStorage|sessionStorage)\./,
  /\bdocument\.(?:getElement|querySelector|createElement|body|cookie|addEventListener|documentElement|head|activeElement|title\b|dispatchEvent|execCommand|visibilityState|fonts)/,
  /\bnavigator\.(?:clipboard|userAgent|serviceWorker|language|onLine|sendBeacon|share|mediaDevices|geolocation|credentials|platform)/,
  /\bHTML\w{0,20}Element\b/,
  /\brequestAnimationFrame\(/,
  /\bnew (?:FileReader|IntersectionObserver|ResizeObserver|MutationObserver|Image|BroadcastChannel|XMLHttpRequest|EventSource|DOMParser)\(/,
  /\bimport\.meta\.(?:env\.|glob\b|hot\b)/,
  /\bfetch\(\s{0,4}['"`]\/(?!\/)/,
  /\b(?:chrome|browser)\.(?:runtime|tabs|storage|scripting)\b/,
  /\bReact\.(?:FC|ReactNode|useState|memo|forwardRef|Dispatch|CSSProperties)\b/,
  /\bJSX\.Element\b/,
  /\b(?:useState|useEffect|useMemo|useCallback|useRef|useContext|useReducer|useQuery|useMutation|useSelector|useDispatch|useNavigate|useRouter)(?:<|\()/,
  /\bdefine(?:Component|Store|Props|Emits|NuxtPlugin|NuxtRouteMiddleware)\(/,
  /\bcreateSlice\(/,
  /\bcreateAsyncThunk\(/,
  /\bangular\.(?:module|element)\(/,
  /\bcredentials: ['"](?:include|same-origin)/,
  /\bfetch\([^\n]{0,80}NEXT_PUBLIC_/,
  /\bcustomElements\.define\(/,
  /\$\(['"`][.#]/,
  /\bprocess\.env\.(?:REACT_APP_|VUE_APP_)/,
  /\baxios\.create\(/,
  /\baxios\.interceptors\b/,
  /@(?:Component|Directive|Pipe|NgModule)\(/,
  /\bKeyboardEvent\b/,
  /\bMouseEvent\b/,
  /\bserviceWorker\b/,
  /\bself\.addEventListener\(/,
]);

/** Markup in a script. */
export const JSX = /<\/[A-Za-z>]|\/>/;
