"""The one refusal of this folder, for the API layer to translate into its envelope."""


class PaperError(Exception):
    """A file that cannot be read, or a document that cannot be made, through no fault of the code.

    `code` is for machines ("roll.columns_missing"); `zh` and `en` say what happened, `next_zh` and `next_en`
    what to do next.
    """

    def __init__(self, code: str, *, zh: str, en: str, next_zh: str, next_en: str) -> None:
        super().__init__(f"{code}: {en}")
        self.code = code
        self.zh, self.en = zh, en
        self.next_zh, self.next_en = next_zh, next_en
