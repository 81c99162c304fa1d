"""What may be left out of a record that is permitted, with the reason in the law."""

HELD = "customs-* justice-*"  # acts with information that Customs or Justice already holds
OTHERS = "justice-to-[cest]* justice-to-witness*"
CRIMINAL = "justice-comply-* justice-criminal-*"
OTHER_AUTHORITY = "customs-other-authority*"

#: What may be left out: property, the things it is said of (by what points to them; * for all),
#: the examples, and why the law does not need it. "+" after a property: one of several values.
IRRELEVANT = (
    ("name",
     "actor recipient signedBy subject ownershipRelationshipWith transactionalRelationshipWith",
     "irs-* letter-*", "(b)(2) has the taxpayer identified, and nobody else"),
    ("name", "*", HELD,
     "(f) to (j) look at the part that a person takes, not at what it is called"),
    ("title", "actor", "*", "(b)(4) designates titles of those who receive from the IRS"),
    ("title", "recipient", "customs-* justice-*", "as before: nobody else is designated by title"),
    ("reasons", "*", "[!d]* denial-[!n]*",  # a notice of denial has to give its reasons
     "the law asks what was found, not why"),
    ("instrument", "compliance", CRIMINAL, "(i) asks for compliance, whatever the paper is called"),
    ("date", "request obtainedOnRequest", "*", "(b) looks at the day of receipt, not of writing"),
    ("date", "ROOT", "justice-comply-*",
     "nothing is compared with the day of a use to comply; the law is that of the day asked for"),
    ("date", "ROOT", "letter-*",
     "(b) does not ask for a date on the letter; the law is that of the day asked for"),
    ("designatesTitle+", "*", "irs-* letter-*", "one title of the recipient is enough"),
    ("subjectMatter+", "*", "irs-*", "(c) is satisfied by one of the three matters"),
    ("item+", "ROOT", "irs-adjustment*", "leaving one item out makes it a smaller disclosure"),
    ("taxChapter", "requestedItem", "letter-*", "(b) does not have the letter say the chapter"),
    ("engagedIn", "actor", "justice-to-*",
     "(h) speaks of those who hold it under (g), where that was asked"),
    ("stage", "*", HELD, "(g) takes proceedings, preparations and investigations alike"),
    ("nature", "proceeding", "customs-use-*",
     "(f) asks for an administrative proceeding, of any nature"),
    ("auditStatus", "*", HELD, "(b)(4) asks for it when the request is made; (f) to (j) do not"),
    ("subject", "*",
     f"customs-to-attorney* customs-use-* justice-use* {OTHER_AUTHORITY} {OTHERS} {CRIMINAL}",
     "the importer counts where it, or its representative, is the recipient"),
    ("capacity capacity+ contractorOf mayTestifyIn", "recipient relatesToTaxpayer",
     f"{OTHER_AUTHORITY} {OTHERS}",
     "(h) allows disclosure to other persons of any kind; its list is open"),
    ("category", "item", CRIMINAL, "(i) asks for compliance with section 6103(i) alone"),
    ("taxChapter taxablePeriod relatesToTaxpayer", "item", HELD,
     "(a) to (e) were applied when the IRS disclosed it; (f) to (j) go by how it is held"),
    ("ownershipRelationshipWith", "recipient relatesToTaxpayer", HELD,
     "(c) asks for the relationship when the information is requested"),
    ("audit proceeding legalBasis amountsFinding necessityFinding obtainedOnRequest forAudit", "*",
     CRIMINAL, "(i) asks for compliance with section 6103(i), or use in order to comply, alone"),
    ("outcome madeBy madeOn", "amountsFinding necessityFinding", CRIMINAL, "as before"),
    ("legalBasis necessityFinding", "*", OTHER_AUTHORITY,
     "the other provision of section 6103 decides"),
    ("outcome madeBy madeOn", "necessityFinding", OTHER_AUTHORITY, "as before"),
)  # fmt: skip

#: A refusal that leaving this out turns into a permission: property, examples, why it may.
HELPS = (
    ("obtainedThrough", "chain-*",
     "a holding need not name the act through which it was obtained: the claim then stands alone"),
    ("violatedOn", "exchange-violation-*",
     "a recorded violation beats an official finding that there was none, which otherwise stands"),
    ("knowingFinding violationPurposeFinding outcome",
     "offset-determination-*-yet-whole.json offset-*-unreferred.json",
     "it is stated that the issue was not referred, or all is allowed: nobody is asked to find"),
)  # fmt: skip

#: Facts that once could be left out, and that the law needs.
NEEDED = (
    (
        "date",
        "ROOT",
        "customs-to-* customs-use-* justice-use* justice-to-*",
        "without the day, no finding can be told to have been made in time",
    ),
    (
        "item",
        "ROOT",
        HELD,
        "every paragraph speaks of return information; nothing is disclosed or used here",
    ),
    (
        "recipient",
        "ROOT",
        f"{OTHER_AUTHORITY} {OTHERS}",
        "(h) and (j) speak of disclosure to a person",
    ),
    (
        "object",
        "proceeding",
        "customs-use-*",
        "(f) asks for proceedings to recover or collect, as (g) does",
    ),
    ("madeBy", "treatyFinding", "irs-*", "a determination is found recorded with who made it"),
    ("madeBy", "otherAuthorityFinding", OTHER_AUTHORITY, "as before"),
    ("madeBy", "necessityFinding", "customs-to-attorney* justice-use*", "as before"),
)
