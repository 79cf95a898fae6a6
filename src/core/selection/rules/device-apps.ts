import { ruleTable } from '../rule-table.ts';

/** Applications that run on a phone, a desktop or inside a browser's or editor's shell. */
export const deviceApps = ruleTable([
  {
    reason: '.NET desktop or mobile UI',
    endings: ['.cs', '.fs', '.vb', '.csproj'],
    path: /(?:^|[/.])(?:Maui|Wpf|WPF|WinForms|Xamarin|Avalonia|UWP|WinUI)(?:\/|\.(?!Api|Server|Bff))/,
  },
  {
    reason: 'mobile app',
    path: /(?:^|\/)(?:AndroidManifest\.xml|Info\.plist|Podfile|Fastfile|pubspec\.yaml|proguard-rules\.pro)$/,
  },
  { reason: 'mobile app', path: /(?:^|\/)src\/(?:main|debug|androidMain|iosMain)\/res\// },
  {
    reason: 'mobile app',
    path: /(?:^|\/)(?:fastlane|Assets\.xcassets|[^/]{1,60}\.xcodeproj|[^/]{1,60}\.xcworkspace)\//,
  },
  {
    reason: 'Apple app resource',
    endings: ['.storyboard', '.xib', '.plist', '.entitlements', '.pbxproj', '.xcconfig', '.metal'],
  },
  {
    reason: 'Android build',
    endings: ['.gradle', '.gradle.kts'],
    text: /com\.android\.(?:application|library)|\bandroid\s?\{|libs\.plugins\.android/,
  },
  {
    reason: 'mobile app',
    path: /^(?:(?:apps|packages|clients?|projects|frontend|examples?|src)\/)?(?:mobile|android|ios|flutter|mobile-app|react-native|[\w-]{1,40}-(?:mobile|android|ios))\/[^\n]{1,300}\.(?:[jt]sx?|kts?|java|swift|dart|mm?|h|xml|json|ya?ml|gradle|rb|properties|sh)$/,
  },
  {
    reason: 'Android app',
    endings: ['.kt', '.kts', '.java'],
    head: /^import (?:static )?(?:android|androidx|com\.google\.android\.material)\./m,
  },
  {
    reason: 'Compose UI',
    endings: ['.kt'],
    head: /^import (?:org\.jetbrains\.compose|androidx\.compose|com\.arkivanov)\./m,
  },
  {
    reason: 'Java desktop UI',
    endings: ['.java', '.kt', '.scala', '.groovy'],
    head: /^import (?:static )?(?:javafx|javax\.swing|java\.awt\.event|org\.eclipse\.swt)\./m,
  },
  { reason: 'Apple app (Objective-C)', endings: ['.m', '.mm'] },
  {
    reason: 'Flutter app (Dart)',
    endings: ['.dart'],
    head: /^(?![\s\S]*package:(?:shelf|dart_frog|serverpod|angel3|conduit)\b)/,
  },
  {
    reason: 'Apple app (Swift)',
    endings: ['.swift'],
    head: /^(?![\s\S]*(?:import |name: ")(?:Vapor|Hummingbird|NIO\w*|Fluent\w*|Kitura|AsyncHTTPClient|AWSLambdaRuntime|vapor|hummingbird|swift-nio)\b)/,
  },
  { reason: '.NET desktop or mobile UI', endings: ['.xaml', '.axaml', '.xaml.cs', '.axaml.cs'] },
  {
    reason: '.NET desktop or mobile UI',
    endings: ['.cs', '.vb', '.fs'],
    head: /^(?:global )?using (?:static )?(?:Microsoft\.Maui|System\.Windows\.(?:Forms|Controls|Media|Input)|Avalonia|Xamarin|UnityEngine|UnityEditor|Microsoft\.UI\.Xaml|CommunityToolkit\.Maui|Android|UIKit|Foundation)\b/m,
  },
  {
    reason: '.NET desktop or mobile UI',
    endings: ['.csproj', '.fsproj', '.vbproj'],
    text: /<Use(?:Maui|WPF|WindowsForms)>true|net\d+\.\d-(?:android|ios|maccatalyst)|Avalonia|BlazorWebAssembly/i,
  },
  { reason: 'desktop UI', endings: ['.qml', '.ui', '.fxml', '.glade', '.blp', '.slint', '.nib'] },
  {
    reason: 'desktop UI',
    endings: ['.cpp', '.cc', '.cxx', '.h', '.hpp', '.c'],
    head: /^#\s?include [<"](?:Q(?:Widget|Dialog|MainWindow|Application|Painter|Label|PushButton|Layout|Graphics\w*)|QtWidgets\b|gtk\/|gtkmm|imgui|SDL|wx\/|GLFW|Arduino)/m,
  },
  {
    reason: 'desktop UI',
    endings: ['.py'],
    head: /^(?:from|import) (?:tkinter|PyQt\d|PySide\d|kivy|wx|gi\.repository|pygame|customtkinter)\b/m,
  },
  {
    reason: 'user interface in Rust',
    endings: ['.rs'],
    head: /^use (?:yew|leptos|dioxus|egui|eframe|iced|gtk4?|bevy|slint|sycamore|ratatui|tauri)\b/m,
  },
  {
    reason: 'desktop UI',
    endings: ['.go'],
    head: /^\s?"?(?:import )?"(?:fyne\.io|gioui\.org|github\.com\/wailsapp)\//m,
  },
  { reason: 'desktop app (Tauri)', folders: ['src-tauri'] },
  {
    reason: 'front-end language',
    endings: [
      '.elm',
      '.cljs',
      '.purs',
      '.res',
      '.resi',
      '.re',
      '.coffee',
      '.as',
      '.mxml',
      '.hx',
      '.gd',
      '.tscn',
    ],
  },
  {
    reason: 'Scala.js or Fable front end',
    endings: ['.scala', '.fs'],
    head: /^(?:import (?:org\.scalajs\.dom|com\.raquo|japgolly)|open (?:Fable|Feliz|Browser|Elmish))\b/m,
  },
  {
    reason: 'browser extension',
    path: /(?:^|\/)(?:browser-extension|web-extension|chrome-extension|extension\/(?:src|chrome|firefox)|extensions\/(?:chrome|firefox|browser))\//,
  },
  { reason: 'browser extension', names: ['manifest.json'], text: /"manifest_version"\s?:/ },
]);
