/** How a column of an entity is called, and how much it tells about what the file is. */
export type ColumnClue = {
  /** Words of the vocabulary, each list a name the column may have, with how much it is worth. */
  names: readonly { words: readonly string[]; worth: number }[];
  /** Weight in the choice of the entity. */
  weight: number;
};

/** What tells one entity. */
export type EntityClue = {
  /** Words of the vocabulary that a file of them is named by. */
  words: readonly string[];
  columns: ReadonlyMap<string, ColumnClue>;
  /** Of each list, one column must be found, or the file is not of this entity. */
  needs: readonly (readonly string[])[];
};

/** `2: subject | text ~0.7`: weight, then names with their worth (1 when none is given). */
function columnClue(text: string): ColumnClue {
  const [, weight, rest = text] = /^([\d.]+):(.*)$/s.exec(text) ?? [];
  const names = rest.split("|").map((name) => {
    const [words = "", worth] = name.split("~");
    return { words: words.trim().split(/\s+/), worth: worth === undefined ? 1 : Number(worth) };
  });
  return { names, weight: weight === undefined ? 1 : Number(weight) };
}

function entityClue(
  words: string,
  needs: string,
  columns: Readonly<Record<string, string>>,
): EntityClue {
  return {
    words: words.split(" "),
    needs: needs === "" ? [] : needs.split(" & ").map((group) => group.split(" ")),
    columns: new Map(Object.entries(columns).map(([name, text]) => [name, columnClue(text)])),
  };
}

const accountId =
  "0.4: company id | company | customer id ~0.8 | customer ~0.7 | company name ~0.6";
const contactId =
  "0.5: contact id | customer id ~0.9 | user id ~0.9 | contact ~0.7 | customer ~0.6 | user ~0.6";
const agentId = "0.6: agent id | agent ~0.8 | agent name ~0.5";

/** Clues for every entity that a file can hold. */
export const entityClues: ReadonlyMap<string, EntityClue> = new Map([
  [
    "account",
    entityClue(
      "company customer",
      "account_id & name tax_id industry segment company_size contract_start_date monthly_transaction_volume account_status churn_risk_score region",
      {
        account_id: "1.2: company id | company | customer id ~0.8 | id ~0.8 | customer ~0.6",
        name: "1: company name | name ~0.85 | company | customer name ~0.6",
        tax_id: "2: tax id | tax",
        industry: "1.5: industry | company industry | company type ~0.5 | branch ~0.6",
        segment:
          "1: segment | company segment | customer segment | contract ~0.6 | company type ~0.6 | branch ~0.55",
        company_size: "1.5: size | company size",
        region: "0.4: region | state ~0.8 | country ~0.75 | city ~0.55 | office country ~0.8",
        contract_start_date:
          "1: contract start date | contract date | customer start date | created date ~0.7 | company created date ~0.7 | contract start | created ~0.6 | joined ~0.7 | signup date ~0.8 | signup ~0.7",
        monthly_transaction_volume:
          "1: monthly volume | volume | monthly volume amount | monthly revenue ~0.7 | monthly volume amount",
        account_status:
          "0.7: status | company status | churn ~0.9 | customer churn ~0.9 | churn value ~0.6 | state ~0.6 | active ~0.8 | lifecycle stage ~0.5",
        churn_risk_score:
          "1.5: churn risk score | churn risk | churn score ~0.8 | risk score ~0.7 | churn probability ~0.9",
      },
    ),
  ],
  [
    "contact",
    entityClue(
      "contact customer user",
      "contact_id & full_name email phone national_id birth_date",
      {
        contact_id:
          "1.2: contact id | customer id | user id | id ~0.8 | contact | customer ~0.7 | user ~0.7",
        account_id: accountId.replace("| customer id ~0.8 | customer ~0.7 ", ""),
        full_name:
          "1: full name | name | contact name | customer name | user name ~0.7 | last name ~0.6",
        email: "1.5: email | contact email | customer email | email address | email id ~0.7",
        national_id: "2: national id | national",
        birth_date: "2: birth date | birth",
        phone: "1.5: phone | phone id | contact phone | customer phone",
        role: "0.6: role | type ~0.3",
      },
    ),
  ],
  [
    "agent",
    entityClue(
      "agent user",
      "agent_id & full_name email team specialization avg_csat tickets_resolved capacity",
      {
        agent_id: "2: agent id | agent ~0.8 | id ~0.8",
        full_name: "0.8: agent name | name ~0.8 | full name ~0.8 | first name ~0.4",
        email: "0.6: email | agent email | email address",
        team: "1: team | team name | agent team | department ~0.6",
        specialization: "1.5: specialization",
        avg_csat:
          "1.5: satisfaction | avg satisfaction | satisfaction score | rating ~0.6 | average rating ~0.7",
        tickets_resolved: "2: ticket resolved | resolved count | ticket count | resolved ~0.5",
        agent_status: "0.5: status | agent status | active ~0.7",
        department_id: "0.6: department id | department",
        capacity: "1.5: capacity | capacity count",
      },
    ),
  ],
  [
    "department",
    entityClue("department", "department_id & name code", {
      department_id: "2: department id | id ~0.8 | department ~0.8",
      code: "0.5: short | department short",
      name: "0.6: department name | name ~0.8 | department ~0.7",
    }),
  ],
  [
    "ticket",
    entityClue(
      "ticket",
      "created_at & ticket_status priority subject description category subcategory resolved_at resolution_time_hours first_response_at",
      {
        ticket_id: "2: ticket id | id ~0.8 | ticket ~0.8 | call id ~0.7",
        account_id: accountId,
        contact_id: contactId,
        agent_id: agentId,
        department_id: "0.5: department id | department | team id ~0.6 | team ~0.7",
        ticket_status: "1.5: status | ticket status | state ~0.8 | stage ~0.4",
        priority: "2: priority | urgency ~0.7 | severity ~0.7 | ticket priority | priority id ~0.6",
        category:
          "0.8: category | ticket category | ticket type ~0.9 | type ~0.75 | topic ~0.7 | label ~0.5 | product ~0.35",
        subcategory:
          "1: subcategory | sub category | sub ticket | subcategory name | type ~0.4 | topic ~0.55 | category ~0.45 | ticket ~0.4",
        channel:
          "0.5: channel | ticket channel | source ~0.7 | submitted via | contact channel | type ~0.3 | channel name",
        subject: "1.5: subject | ticket subject | name ~0.3",
        description:
          "1: description | ticket description | text ~0.8 | message ~0.7 | ticket ~0.5 | ticket text | consumer ticket description",
        region: "0.3: region | state ~0.7 | country ~0.65 | city ~0.45",
        created_at:
          "0.8: created date | created | created time | created date time | date ~0.75 | date time ~0.75 | time ~0.7 | start date ~0.7 | ticket date | start ~0.6 | start time ~0.6 | ticket created date | requested date ~0.8 | order date ~0.45 | sent date ~0.6",
        first_response_at:
          "1.2: first response | first response date | first response time ~0.9 | response date ~0.6",
        resolved_at:
          "1.2: resolved date | resolved | resolved time ~0.9 | time resolved ~0.8 | last resolved date ~0.9",
        closed_at:
          "1.2: closed date | closed | closed time | end date ~0.6 | end ~0.5 | closed date time",
        first_response_time_minutes:
          "1.5: first response time minutes | first response minutes | first response time ~0.8 | response time minutes ~0.8 | response minutes ~0.7",
        resolution_time_hours:
          "1.5: resolved time hours | resolved hours | resolved time ~0.8 | time resolved hours | closed hours ~0.6 | hours resolved",
        sla_target_hours: "1.5: sla target hours | sla hours | target hours",
        sla_due_at: "1.2: sla due | due date | due | sla due date | due time",
        sla_breached: "2: sla breached | breached | sla violation | made sla ~0.1",
        csat_score:
          "1: satisfaction score | satisfaction | customer satisfaction rating | satisfaction rating | rating ~0.6 | customer satisfaction score | customer rating ~0.7",
        nps_score: "1: nps score | nps | nps rating",
        sentiment: "0.5: sentiment | customer sentiment | sentiment label",
        tags: "0.6: tags | ticket tags",
      },
    ),
  ],
  [
    "conversation",
    entityClue("conversation call", "messages ended_at", {
      conversation_id:
        "1.5: conversation id | conversation ~0.8 | call id | id ~0.8 | message id ~0.4 | call ~0.6",
      ticket_id: "0.8: ticket id | ticket ~0.7",
      account_id: accountId,
      contact_id: contactId,
      channel: "0.5: channel | source ~0.6 | channel type",
      region: "0.3: region | state ~0.7 | country ~0.65",
      started_at:
        "0.8: start | start time | start date | created | created date | date ~0.7 | time ~0.6 | call date ~0.7 | call time ~0.6",
      ended_at:
        "1: end | end time | end date | closed ~0.7 | closed date ~0.7 | last message date ~0.6",
    }),
  ],
  [
    "message",
    entityClue("message", "body & conversation_id ticket_id author_type sent_at", {
      message_id: "1.5: message id | id ~0.8 | activity id ~0.8 | conversation activity id ~0.5",
      conversation_id: "1.5: conversation id | conversation | parent id ~0.4 | call id ~0.6",
      ticket_id: "0.8: ticket id | ticket ~0.7",
      author_type:
        "1.5: author type | author | author role | message author | inbound ~0.9 | type ~0.3 | author name ~0.2 | message direction ~0.7",
      author_id:
        "1: author id | user id ~0.6 | author ~0.5 | contact id ~0.6 | agent id ~0.3 | customer id ~0.4",
      author_name:
        "0.8: author name | name ~0.5 | contact name ~0.6 | author ~0.45 | user name ~0.4",
      body: "1: message | text | message text | description ~0.4 | conversation text ~0.7",
      message_type: "1: message type | activity type | type ~0.4",
      sent_at:
        "0.8: sent | sent date | sent time | time ~0.9 | date ~0.8 | created | created date | created time | message time | activity time | message date | date time",
    }),
  ],
  [
    "activity",
    entityClue(
      "activity call",
      "occurred_at & lead_id account_id & outcome duration_minutes channel",
      {
        activity_id: "1.5: activity id | id ~0.8 | call id ~0.8 | conversation activity id ~0.6",
        lead_id: "1.5: lead id | lead ~0.7",
        account_id: `${accountId} | contact id ~0.5`,
        channel: "0.6: channel | type ~0.7 | activity type ~0.8 | activity ~0.5",
        outcome: "1.5: outcome | activity outcome | call outcome | status ~0.4 | resolved ~0.3",
        duration_minutes:
          "1: duration minutes | minutes | duration ~0.7 | call duration minutes | call duration ~0.7",
        occurred_at:
          "0.8: date | time ~0.8 | start ~0.8 | activity date | call date | call time ~0.8 | created ~0.8 | created date ~0.8 | activity time | start time | due date ~0.7 | date time",
      },
    ),
  ],
  [
    "lead",
    entityClue("lead", "lead_id & deal_stage deal_value lead_source closed_at", {
      lead_id: "2: lead id | id ~0.8 | contact id ~0.45 | lead ~0.6 | lead name ~0.3",
      account_id: accountId,
      product_id: "0.6: product id | product | product name ~0.6",
      agent_id: agentId,
      lead_source:
        "2: lead source | source ~0.8 | channel ~0.75 | lead origin ~0.9 | lead channel ~0.8",
      deal_stage:
        "1.2: stage | lead stage | lead status | status ~0.7 | converted ~0.7 | state ~0.4 | won ~0.6 | outcome ~0.4",
      deal_value:
        "1.5: lead amount | amount | closed amount | price ~0.5 | revenue ~0.5 | expected revenue ~0.6 | lead revenue ~0.8 | monthly revenue ~0.4",
      currency: "0.5: currency | lead currency | currency id",
      created_at:
        "0.5: created | created date | lead created date | engage date ~0.9 | start date ~0.7 | date ~0.6 | first contact date ~0.8",
      closed_at: "1: closed date | closed | won date | expected closed date ~0.6 | end date ~0.6",
    }),
  ],
  [
    "product",
    entityClue("product", "product_id & name unit_price category", {
      product_id: "1.5: product id | product | id ~0.8",
      name: "0.8: product name | name ~0.85 | product ~0.9",
      category:
        "0.8: category | product category | series | type ~0.7 | product category name | product type ~0.8 | line ~0.6",
      unit_price:
        "1.5: price | unit price | list price ~0.9 | product price | amount ~0.6 | sales price",
      currency: "0.5: currency | currency id",
    }),
  ],
  [
    "feedback",
    entityClue("feedback nps", "body rating", {
      feedback_id:
        "1.2: feedback id | id ~0.8 | feedback ~0.4 | message id ~0.5 | response id ~0.8 | contact id ~0.3",
      account_id: accountId,
      contact_id: contactId,
      body: "1.2: text | feedback text | feedback | feedback message | message ~0.7 | text message ~0.8 | description ~0.6 | feedback description ~0.8 | subject ~0.3 | feedback subject ~0.3",
      rating:
        "1.5: rating | score | nps | nps score | feedback score | feedback rating | satisfaction | satisfaction score | feedback",
      created_at:
        "0.5: date | created | created date | feedback date | feedback created date | time ~0.7 | sent date ~0.9 | feedback time ~0.8 | response date ~0.8",
    }),
  ],
]);
