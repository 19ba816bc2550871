import vueI18n from "@intlify/eslint-plugin-vue-i18n"
import vue from "eslint-plugin-vue"
import ts from "typescript-eslint"

export default ts.config(
  { ignores: ["dist/", "node_modules/", "src/api/schema.d.ts"] },
  ...ts.configs.strict,
  ...vue.configs["flat/recommended"],
  ...vueI18n.configs["flat/base"],
  {
    files: ["**/*.vue"],
    languageOptions: { parserOptions: { parser: ts.parser } },
  },
  {
    settings: {
      "vue-i18n": {
        // The desk, the help and the custodians' page keep their words apart: they are read there only. Each pair is
        // compared by itself.
        localeDir: [
          { pattern: "./src/locales/+(zh-CN|en).json", localeKey: "file" },
          { pattern: "./src/locales/help.*.json", localeKey: "path", localePattern: /^.*\/help\.(?<locale>[\w-]+)\.json$/ },
          { pattern: "./src/locales/desk.*.json", localeKey: "path", localePattern: /^.*\/desk\.(?<locale>[\w-]+)\.json$/ },
          { pattern: "./src/locales/custody.*.json", localeKey: "path", localePattern: /^.*\/custody\.(?<locale>[\w-]+)\.json$/ },
        ],
        messageSyntaxVersion: "^11.0.0",
      },
    },
    rules: {
      // Every word a person reads comes from the locale files; digits and signs may stand in a template.
      "@intlify/vue-i18n/no-raw-text": [
        "error",
        {
          attributes: { "/.+/": ["title", "aria-label", "aria-description", "placeholder", "alt", "label"] },
          ignorePattern: "^[\\s\\d·:,.、()()/+×%~—–-]+$",
        },
      ],
      "@intlify/vue-i18n/no-missing-keys": "error",
      "@intlify/vue-i18n/no-missing-keys-in-other-locales": "error",
      "@intlify/vue-i18n/no-v-html": "error",
      "vue/no-v-html": "error",
      "vue/multi-word-component-names": "off",
      // Layout of templates is a matter of reading, not of a rule.
      "vue/max-attributes-per-line": "off",
      "vue/singleline-html-element-content-newline": "off",
      "vue/html-self-closing": "off",
      "vue/html-closing-bracket-newline": "off",
      "vue/html-indent": "off",
      "vue/multiline-html-element-content-newline": "off",
      "vue/first-attribute-linebreak": "off",
      "vue/attributes-order": "off",
      "vue/require-default-prop": "off",
    },
  },
)
