import { useI18n } from "vue-i18n"

/** The words of a verb's fields: those written for this verb, else those the field has everywhere. */
export interface Words {
  label(name: string): string
  hint(name: string): string | undefined
  option(name: string, value: string): string
}

export function useWords(verb: () => string): Words {
  const { t, te } = useI18n()
  function find(name: string, part: string): string | undefined {
    const own = `asked_by.${verb()}.${name}.${part}`
    if (te(own) || te(own, "zh-CN")) return t(own)
    const common = `asked.${name}.${part}`
    return te(common) || te(common, "zh-CN") ? t(common) : undefined
  }
  return {
    label: (name) => find(name, "label") ?? name,
    hint: (name) => find(name, "hint"),
    option: (name, value) => find(name, `of.${value}`) ?? value,
  }
}
