"""Rows of the saved queries of questions 27 to 40, written from the texts of the law."""

M, N = "26 CFR 301.6103(m)-1", "26 CFR 301.6103(n)-1"
USC, PART = "19 USC 1628", "19 CFR 163."
ABROAD = "foreign customs and law enforcement agencies"
FPF = "Fines, Penalties, and Forfeitures office"
APPEAL, DENIAL, REMOVAL = (
    "appeal in the certification program",
    "denial of certification",
    "removal of certification",
)
INSIDE = "further disclosure inside the contractor"
NO_AGENT = "no further disclosure to others without written approval"
NO_PURPOSE = "no further disclosure for another purpose"
WRITTEN = "disclosure in connection with a written contract for tax administration"
PROCURED = "disclosure in connection with contractual procurement for tax administration"
TEST = (
    "necessary only if the contract cannot otherwise be reasonably, properly, or economically "
    "carried out"
)
TO_SUBCONTRACTOR = "to an agent or subcontractor or its officer or employee"
IN_SUBCONTRACTOR = "further disclosure inside the agent or subcontractor"
NOTHING_ELSE = "Disclose further returns and return information only, for the section authorizes"
NOTICE = "notice of penalty or of liability by the Fines, Penalties, and Forfeitures office"
PETITION = "petition by the audited person against a notice of penalty"
DETERMINED = "who determines that offsets are disallowed"
LAWFUL_USE = "assurance of use for the law enforcement purposes only"
STATE_USE = "assurance of use for governmental purposes only"
BEFOREHAND = "assurances obtained from the agency beforehand"
PROVIDE = "provision of information by Customs to a foreign customs or law enforcement agency"
GIVE = (
    "provision of information by Customs and Border Protection to a government agency of a USMCA "
    "country"
)
TAKE = (
    "receipt of information by Customs and Border Protection from a government agency of a USMCA "
    "country"
)

#: Saved query -> the section that § stands for, its columns and below them its rows.
EXPECTED = {
    "cq-27-agent-applies-from": (
        M,
        """
        citation | definition | from | until
        §(b) | agent includes a contractor | 2004-01-06 |
        """,
    ),
    # The Internal Revenue Service is a part of the Treasury; Customs, in 2004, no longer.
    "cq-28-contract-disclosers": (
        N,
        """
        citation | from | agency | as
        §(a) | 2004-01-06 | Department of the Treasury | officer or employee
        §(a) | 2004-01-06 | Internal Revenue Service | officer or employee
        §(a) | 2004-01-06 | State tax agency | officer or employee
        §(a) | 2004-01-06 | Social Security Administration | officer or employee
        §(a) | 2004-01-06 | Department of Justice | officer or employee
        §(a)(1) | 2007-06-05 | Department of the Treasury | officer or employee
        §(a)(1) | 2007-06-05 | Internal Revenue Service | officer or employee
        §(a)(1) | 2007-06-05 | State tax agency | officer or employee
        §(a)(1) | 2007-06-05 | Social Security Administration | officer or employee
        §(a)(1) | 2007-06-05 | Department of Justice | officer or employee
        """,
    ),
    # "Shall in turn disclose" and "no such further disclosure": the flush bans are gone.
    "cq-29-later-contract-text": (
        N,
        f"""
        citation | kind | later | formerly | earlier
        §(a)(1) | permission | {WRITTEN} | §(a) | {PROCURED}
        §(a)(1) | condition | written contract or agreement with the recipient | §(a) | contractual procurement from the recipient
        §(a)(1) | condition | acquisition of property or services | §(a) | procurement of property or services
        §(a)(1)(i) | permission | contract for equipment or other property | §(a)(1) | procurement of equipment or other property
        §(a)(1)(ii) | permission | contract for services | §(a)(2) | procurement of services
        §(a)(2) | condition | received by the contractor under (a)(1) | |
        §(a)(2)(i) | permission | {INSIDE} | §(a) sentence 2 | {INSIDE}
        §(a)(2)(ii) sentence 1 | permission | further disclosure on written authorization of the IRS | §(a) sentence 2 | further disclosure on written approval of the IRS
        §(a)(2)(ii) sentence 1 | condition | to the extent necessary to carry out the purposes | |
        §(a)(2)(ii) sentence 2 | permission | {TO_SUBCONTRACTOR} | |
        §(a)(3) | permission | {IN_SUBCONTRACTOR} | |
        §(a)(3) | condition | received by the agent or subcontractor under (a)(2)(ii) | |
        §(a)(4) | permission | further disclosure for a purpose authorized by section 6103 | |
        §(a)(4) | condition | purpose authorized and conditions imposed by section 6103 | |
        §(a)(4) | condition | subject to 26 CFR 301.6103(p)(2)(B)-1 | |
        §(b)(1) | condition | {TEST} | §(b) | necessity of the disclosure
        §(b)(2) sentence 1 | condition | only to the extent necessary to perform the contract | |
        §(b)(2) sentence 2 | definition | example of computer equipment of the IRS or a State tax agency | |
         | prohibition | | §(a) sentence 2 | {NO_AGENT}
         | prohibition | | §(a) sentence 2 | {NO_PURPOSE}
        """,  # noqa: E501  # rows of a table
    ),
    # Into the subcontractor by writing of the IRS, and inside it by duties: no other way.
    "cq-30-subcontractors-employee": (
        N,
        f"""
        citation | permission | source | condition
        §(a)(2)(ii) sentence 2 | {TO_SUBCONTRACTOR} | §(a)(2) | Disclose further on this ground only what was received under paragraph (a)(1)
        §(a)(2)(ii) sentence 2 | {TO_SUBCONTRACTOR} | §(a)(2) | Disclose further only what was received as contractor of the Treasury Department, a State tax agency, the Social Security Administration or the Department of Justice
        §(a)(2)(ii) sentence 2 | {TO_SUBCONTRACTOR} | §(a)(2)(ii) sentence 1 | Obtain the authorization of the IRS in writing
        §(a)(2)(ii) sentence 2 | {TO_SUBCONTRACTOR} | §(a)(2)(ii) sentence 1 | Do not disclose further, for the IRS refused its authorization
        §(a)(2)(ii) sentence 2 | {TO_SUBCONTRACTOR} | §(a)(2)(ii) sentence 1 | Disclose further only once the IRS has given its authorization
        §(a)(2)(ii) sentence 2 | {TO_SUBCONTRACTOR} | §(a)(2)(ii) sentence 1 | Do not disclose further, for the disclosure is not necessary to carry out the purposes of the paragraph
        §(a)(2)(ii) sentence 2 | {TO_SUBCONTRACTOR} | §(a)(2)(ii) sentence 1 | Disclose further for a purpose of tax administration only
        §(a)(2)(ii) sentence 2 | {TO_SUBCONTRACTOR} | §(a)(2)(ii) sentence 1 | {NOTHING_ELSE} nothing else
        §(a)(3) | {IN_SUBCONTRACTOR} | §(a)(3) | Disclose further on this ground only what was received under paragraph (a)(2)(ii)
        §(a)(3) | {IN_SUBCONTRACTOR} | §(a)(3) | Disclose to another officer or employee of the agent or subcontractor only
        §(a)(3) | {IN_SUBCONTRACTOR} | §(a)(3) | Disclose to another officer or employee, for nobody is another than himself
        §(a)(3) | {IN_SUBCONTRACTOR} | §(a)(3) | Disclose only to one whose duties or responsibilities require the information
        §(a)(3) | {IN_SUBCONTRACTOR} | §(a)(3) | Disclose further for a purpose of tax administration only
        §(a)(3) | {IN_SUBCONTRACTOR} | §(a)(3) | {NOTHING_ELSE} nothing else
        """,  # noqa: E501  # rows of a table
    ),
    "cq-31-necessary": (
        N,
        f"""
        citation | from | test
        §(b) | 2004-01-06 | necessity of the disclosure
        §(b)(1) | 2007-06-05 | {TEST}
        """,
    ),
    # To exchange is to give and to receive.
    "cq-32-exchange-purposes": (
        USC,
        f"""
        citation | from | to | purpose
        §(a)(1) | Customs | {ABROAD} | insure compliance with customs laws
        §(a)(1) | {ABROAD} | Customs | insure compliance with customs laws
        §(a)(2) | Customs | {ABROAD} | administer or enforce an international agreement
        §(a)(2) | {ABROAD} | Customs | administer or enforce an international agreement
        §(a)(3) | Customs | {ABROAD} | assist in a proceeding in the United States
        §(a)(3) | {ABROAD} | Customs | assist in a proceeding in the United States
        §(a)(4) | Customs | {ABROAD} | comparable action abroad
        §(a)(4) | {ABROAD} | Customs | comparable action abroad
        """,
    ),
    # Two assurances each; both are obtained beforehand and "from such agencies".
    "cq-33-assurances": (
        USC,
        f"""
        under | citation | assurance
        §(a) | §(b)(1) | assurance of confidence
        §(a) | §(b)(1) | {LAWFUL_USE}
        §(a) | §(b)(1) | {BEFOREHAND}
        §(a) | §(b)(1) | {BEFOREHAND}
        §(c)(1) | §(c)(1)(B) | assurance of confidence
        §(c)(1) | §(c)(1)(B) | {STATE_USE}
        §(c)(1) | §(c)(1)(B) | {BEFOREHAND}
        §(c)(1) | §(c)(1)(B) | {BEFOREHAND}
        """,
    ),
    # "Under subsection (a)": no row has (c), under which nothing is said of a broken assurance.
    "cq-34-broken-assurance": (
        USC,
        f"""
        citation | kind | ban | over | under
        §(b)(2) | prohibition | no information for an agency that has violated an assurance | {PROVIDE} | §(a)
        """,  # noqa: E501  # rows of a table
    ),
    "cq-35-usmca-chapters": (
        USC,
        "citation | chapter | permission\n"
        + "\n".join(
            f"§(c)(1)(A) | {chapter} | {permission}"
            for chapter in (2, 4, 5, 6, 7)
            for permission in (GIVE, TAKE)
        ),
    ),
    # Sentences 1 and 2 refuse the overpayments in question, sentence 3 refuses "entirely".
    "cq-36-offsetting-refused": (
        PART + "11(d)(6)",
        """
        citation | ban | extent
        § sentence 1 | no offset of overpayments made to violate the law | offsetting in whole
        § sentence 2 | no offset of overpayments from an untimely claim | offsetting in whole
        § sentence 3 | no offset at all where an underpayment was knowing and intentional | offsetting in whole
        § sentence 3 | no offset at all where an underpayment was knowing and intentional | offsetting in part
        """,  # noqa: E501  # rows of a table
    ),
    # The untimely claim is not among the determinations of the office; liability opens no petition.
    "cq-37-disallowance": (
        PART + "11(d)(8)",
        f"""
        citation | step | who | what
        § sentence 1 | {DETERMINED} | {FPF} | made to violate the law
        § sentence 1 | {DETERMINED} | {FPF} | knowing and intentional
        § sentence 3 | {NOTICE} | {FPF} | notice of penalty
        § sentence 3 | {NOTICE} | {FPF} | notice of liability
        § sentence 4 | {PETITION} | audited person | notice of penalty
        """,
    ),
    "cq-38-certification-offices": (
        PART + "12",
        """
        citation | step | office
        §(c)(1) sentence 1 | processing of the application in Charlotte | Charlotte regulatory audit field office
        §(c)(1) sentence 2 | review and verification of the application in Charlotte | Charlotte regulatory audit field office
        §(c)(2) | issue of the certification with its conditions | Director of the Miami regulatory audit field office
        """,  # noqa: E501  # rows of a table
    ),
    "cq-39-notice-instead-of-penalty": (
        PART + "12",
        """
        citation | kind | says | message
        §(d)(1) sentence 1 | prohibition | no monetary penalty in place of which a notice is due |
        §(d)(1) sentence 1 | permission | penalty where the participant is not generally in compliance | Issue a notice of violation instead, for the participant is generally in compliance
        §(d)(1) sentence 2 | permission | penalty for a willful failure | Issue a notice of violation instead, for the failure was not willful
        §(d)(1) sentence 2 | permission | penalty for repeated failures | Issue a notice of violation instead, for there were no repeated failures
        §(d)(1) sentence 1 | obligation | written notice of violation in lieu of a penalty | Issue the notice of violation in writing
        §(d)(1) sentence 1 | obligation | written notice of violation in lieu of a penalty | Have Customs issue the notice of violation
        §(d)(2) | obligation | content of a notice of violation | Issue the notice to a participant in the Recordkeeping Compliance Program
        §(d)(2)(i) | obligation | notice to state the violation | State that the recordkeeper has violated the recordkeeping requirements
        §(d)(2)(ii) | obligation | notice to identify what was not produced | Identify the record or information which was demanded and not produced
        §(d)(2)(iii) | obligation | notice to warn of penalties and removal | Warn the recordkeeper that future failures may result in monetary penalties
        §(d)(2)(iii) | obligation | notice to warn of penalties and removal | Warn the recordkeeper that future failures could result in removal from the program
        """,  # noqa: E501  # rows of a table
    ),
    # Three grounds and six, of which the sixth is two; and what 163.12(d)(1) adds to the six.
    "cq-40-denial-and-removal": (
        PART + "13",
        f"""
        citation | decision | permission
        §(b)(1)(i) | {DENIAL} | denial for requirements not met
        §(b)(1)(ii) | {DENIAL} | denial for a circumstance that would justify removal
        §(b)(1)(iii) | {DENIAL} | denial for apparent non-compliance
        §(c)(1)(i) | {REMOVAL} | removal for fraud or mistake of fact
        §(c)(1)(ii) | {REMOVAL} | removal for want of a valid bond
        §(c)(1)(iii) | {REMOVAL} | removal for recurring failure to provide records
        §(c)(1)(iv) | {REMOVAL} | removal for willful refusal
        §(c)(1)(v) | {REMOVAL} | removal for lapse of compliance
        §(c)(1)(vi) | {REMOVAL} | removal for conviction of a felony
        §(c)(1)(vi) | {REMOVAL} | removal for acts of theft or smuggling
        {PART}12(d)(1) sentence 2 | {REMOVAL} | removal for a willful failure to produce
        {PART}12(d)(1) sentence 2 | {REMOVAL} | removal for repeated failures to produce
        §(a)(1) | {APPEAL} | appeal of a denial of certification
        §(a)(2) | {APPEAL} | appeal of a removal of certification
        """,
    ),
}  # fmt: skip
