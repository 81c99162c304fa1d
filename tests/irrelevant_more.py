"""What may be left out of what is permitted under the other sections, with the reason in the law.

As in :mod:`irrelevant`: property, the things it is said of, the examples, the reason. A thing is
told by what points to it, where that is not enough by the last two steps: ``item.necessityFinding``
is the finding on an item, ``ROOT.recipient`` the recipient in the last act of a chain.
"""

Row = tuple[str, str, str, str]

TO_JUSTICE = "chain-irs-*"  # IRS to Customs to Justice, and on to an expert
EARLIER = "contract-oral-200* chain-contract-2005.json"  # 26 CFR 301.6103(n)-1 of 2004
CONTRACT = "agent-* contract-* chain-contract-*"
USMCA = "exchange-usmca-*"
AUDIT = "audit-* liability-* offset-* omission-* petition-* refund-*"  # 19 CFR 163.11
PROGRAM = "app* cert* denial-* notice-* penalty-* removal-* response-* site-* suspension-*"


def finding(names: str, of: str, examples: str, reason: str) -> tuple[Row, Row]:
    """Say that findings may be left out, and so may what makes them count.

    What is not asked for need be neither positive nor of the right agency or in time. The things
    of which the findings are made are given one by one.
    """
    findings = " ".join(f"{each}.{name}" for name in names.split() for each in of.split())
    return (names, of, examples, reason), ("outcome madeBy madeOn", findings, examples, reason)


#: Who somebody is. The law asks for the part that a person takes; the words say how it is told.
PERSONS: tuple[Row, ...] = (
    ("name", "*", f"{CONTRACT} exchange-* {AUDIT} {PROGRAM}",
     "no word of these sections has anybody named; they ask for agency, office or part"),
    ("name", "actor recipient signedBy", TO_JUSTICE,
     "26 CFR 301.6103(l)(14)-1(b)(2) has the taxpayer identified, and nobody else"),
    ("title", "ROOT.recipient", TO_JUSTICE,
     "(b)(4) sentence 2 designates by title those who receive from the IRS; (g) and (h) do not"),
    ("capacity", "actor", "liability-* offset-* omission-* penalty-* refund-* removal-* site-*"
     " suspension-*",
     "19 CFR 163.11 to 163.13 name CBP, Customs or an office of it; they do not, as 26 CFR"
     " 301.6103(n)-1(a) does, speak of its officers and employees"),
    ("capacity", "challengedNotice.actor", "petition-*",
     "19 CFR 163.11(d)(8) sentence 4: if the FP&F office issues; its officers are not mentioned"),
    ("capacity", "signedBy", "notice-*",
     "19 CFR 163.12(d)(1): Customs shall issue; its officers and employees are not mentioned"),
    ("capacity", "addressee subject", "liability-*",
     "19 CFR 163.11(d)(8) sentence 3 says who issues the notice, and not to whom"),
    ("capacity", "applicant", "application-* certification-* denial-[!n]* site-* suspension-*",
     "19 CFR 163.12(b)(1) and (c), 163.13(b)(1): who applies is the applicant, whatever else it"
     " is; a notice of denial has to go to that person, and an appeal to come from it"),
    ("capacity+", "actor", "appeal-by-importer.json",
     "19 CFR 163.13(a): applicants may appeal, and one that is an importer too is an applicant"),
    ("capacity", "actor", "contract-colleague-*",
     "26 CFR 301.6103(n)-1(a): an officer or employee of the person is who works for the firm"),
    ("capacity", "recipient", "contract-subcontractor-* contract-onward-*",
     "26 CFR 301.6103(n)-1(a)(2)(ii) and (4), and before 2007 the approval of the IRS, open the"
     " way to anybody; an agent or subcontractor is an example"),
    ("capacity", "ROOT.recipient", "chain-contract-2005.json",
     "26 CFR 301.6103(n)-1(a) sentence 2: to anyone, where the IRS has approved it in writing"),
    ("capacity", "ROOT.recipient", "chain-irs-customs-justice-expert.json",
     "26 CFR 301.6103(l)(14)-1(h): other persons, of any kind; its list is open"),
    ("employedBy", "actor signedBy", "certification-* denial-*",
     "19 CFR 163.12(c)(2), 163.13(b)(2): the Director of an office of CBP; the office tells it"),
    ("servesAgency", "actor", "exchange-receipt*",
     "19 USC 1628(b) looks at the one agency that is provided with information; to receive it,"
     " (a) asks for a foreign customs or law enforcement agency, any of them"),
)  # fmt: skip

#: What is exchanged, held or audited, and when.
THINGS: tuple[Row, ...] = (
    ("category", "item", "exchange-receipt* exchange-usmca-receipt*",
     "19 USC 1628(a) and (c): information or documents, of any kind; what keeps return"
     " information back is for what Customs holds and gives"),
    ("derivedFromReturnInformation", "item", "exchange-*",
     "26 CFR 301.6103(l)(14)-1(j) bars information disclosed by the IRS; what Customs finds from"
     " it is by default its own (OQ-31)"),
    ("audit", "ROOT", "audit-* liability-* offset-determination-* refund-*",
     "19 CFR 163.11(d)(7) to (9) ask for what is stated, found and notified; only the offset"
     " itself, (d)(5), is held to the period and scope of an audit as established by CBP"),
    ("subject", "audit", "audit-* liability-* offset-* refund-*",
     "19 CFR 163.11(d) is the same for every audited person"),
    ("form", "contract", EARLIER,
     "26 CFR 301.6103(n)-1(a) before 2007: contractual procurement, with no word on its form"),
    ("instrument", "authorization", f"contract-* chain-contract-* {USMCA}",
     "26 CFR 301.6103(n)-1(a) asks that it be in writing, 19 USC 1628(c)(1) not even that;"
     " neither asks what the paper is called"),
    ("purpose", "ROOT", "agent-*",
     "26 CFR 301.6103(m)-1 says who is an agent, and no purpose: section 6103(m) has those, and"
     " a finding that it provides for the disclosure is asked for"),
    ("obtainedThrough", "holding", "chain-*",
     "26 CFR 301.6103(l)(14)-1(g) and (h) and (n)-1(a)(2) and (3) ask under which paragraph it"
     " was received; the act is what proves it, and without it the statement stands alone"),
    ("stage", "engagedIn proceeding", TO_JUSTICE,
     "26 CFR 301.6103(l)(14)-1(g) takes proceedings, preparations and investigations alike"),
    ("date", "ROOT", "audit-* denial-notice-* notice-*",
     "19 CFR 163.11(d)(7), 163.12(d)(2), 163.13(b)(2): contents, form and author; no time is set"
     " and no finding has to come first. The law is that of the day asked for"),
)  # fmt: skip

#: Findings and facts beside others of which one is enough, or under a paragraph that is not used.
ENOUGH: tuple[Row, ...] = (
    *finding("necessityFinding", "item", EARLIER,
     "26 CFR 301.6103(n)-1(b) before 2007, as far as it is printed, tests the disclosure; that"
     " each item be necessary came with (b)(2)"),
    *finding("violationFinding", "servesAgency", "exchange-receipt*",
     "19 USC 1628(b)(2): no information may be provided; it may be received"),
    *finding("violationFinding", "assuredBy servesAgency", USMCA,
     "19 USC 1628(b)(2): under subsection (a); (c) has no such bar"),
    ("violatedOn", "assuredBy servesAgency", f"exchange-receipt* {USMCA}",
     "as before: the bar is neither on receiving nor under (c)"),
    ("violatedOn", "assuredBy servesAgency", "exchange-violation-after-exchange.json",
     "19 USC 1628(b)(2): has violated; a violation after the exchange is not one yet"),
    ("auditedPersonNotified", "ROOT", "offset-determination-investigation.json",
     "19 CFR 163.11(f) sentence 2: (d)(8) does not apply once an investigation is commenced"),
    ("investigationStatus", "ROOT", "offset-[!di]*",
     "19 CFR 163.11(f) sentence 2 takes (d)(8) away, which reserves findings to the FP&F office;"
     " here that office found, or nothing was referred to it: (d)(5) and (6) stand either way"),
    ("investigationStatus", "ROOT", "omission-closing-* omission-of-*-step.json omission-prior-*",
     "19 CFR 163.11(f) sentence 1 asks for a prior disclosure alone"),
    ("priorDisclosure", "ROOT", "omission-closing-* omission-of-one-sentence* omission-reference-*",
     "19 CFR 163.11(f) sentence 2 asks for an investigation alone"),
    ("disclosureSubmittedOn", "ROOT", "omission-closing-*", "as before"),
    *finding("omissionFinding", "ROOT", "omission-closing-*",
     "as before: by sentence 2 the paragraphs do not apply, and nobody has to decide it"),
    *finding("generalComplianceFinding", "ROOT", "penalty-[!n]*",
     "19 CFR 163.12(d)(1): the notice takes the place of a penalty where three provisos hold,"
     " and here a willful or repeated failure breaks one already"),
    *finding("willfulFinding", "ROOT", "penalty-[!w]*",
     "as before: another proviso is broken already"),
    *finding("repeatFinding", "ROOT", "penalty-[!r]*", "as before"),
    *finding("willfulFinding bondFinding refusalFinding", "ROOT", "removal-three-grounds.json",
     "19 CFR 163.13(c)(1): any of the following conditions; two others are found"),
    *finding("correctiveActionFinding", "ROOT", "removal-three-grounds.json removal-recurring-*",
     "19 CFR 163.12(d)(1) sentence 2 lasts until corrective action is taken; 163.13(c)(1) has"
     " no such end, and a ground of that paragraph is found"),
    *finding("fraudOrMistakeFinding", "ROOT", "removal-two-grounds-one-holds.json",
     "19 CFR 163.13(c)(1): any of the following conditions; the want of a bond is found"),
    *finding("theftConvictionFinding", "ROOT", "removal-*",
     "19 CFR 163.13(c)(1)(vi): convicted of any felony; involving theft is said of a misdemeanor"
     " or felony that the acts would constitute (default of OQ-65)"),
    *finding("requirementsUnmetFinding", "ROOT", "denial-one-of-two-reasons.json",
     "19 CFR 163.13(b)(1): any of the following reasons; the judgment of Customs is one"),
)  # fmt: skip

#: Lists of which one member is enough, or which are a smaller act or paper with one member less.
LISTS: tuple[Row, ...] = (
    ("designatesTitle+", "obtainedOnRequest request", TO_JUSTICE,
     "26 CFR 301.6103(l)(14)-1(b)(4) sentence 2: the title of the recipient has to be among them"),
    ("purpose+", "ROOT", "exchange-four-purposes.json",
     "19 USC 1628(a): each of the four is an end of its own (default of OQ-41)"),
    ("denialGround+ removalGround+", "ROOT", "denial-* removal-*",
     "19 CFR 163.13(b)(1), any of the following reasons, one of which is a circumstance, and"
     " (c)(1), any of the following conditions"),
    ("noticeKind+", "ROOT challengedNotice", "liability-notice-both.json petition-*",
     "19 CFR 163.11(d)(8) sentence 3: and/or; of the two, a notice of penalty opens the petition"),
    ("overpayment+ underpayment+", "ROOT", "offset-two-against-two.json",
     "19 CFR 163.11(d)(5) and (6) look at each that is offset: with one less less is offset"),
    ("identifiedOverpayment+", "ROOT", "audit-report-complete.json",
     "19 CFR 163.11(d)(7) asks of each that has been identified; here fewer have been"),
)  # fmt: skip

MORE = (*PERSONS, *THINGS, *ENOUGH, *LISTS)
