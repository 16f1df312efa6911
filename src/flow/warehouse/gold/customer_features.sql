/*---
summary: One row per customer of the systems that sell, with what sales knows of it and its lead score.
grain: [system, customer_id]
clock: day
columns:
  system:                      { type: VARCHAR, doc: System that owns the ids }
  customer_id:                 { type: VARCHAR, doc: Customer }
  company_name:                { type: VARCHAR, doc: Company name }
  industry:                    { type: VARCHAR, doc: Line of business }
  company_size:                { type: VARCHAR, doc: Size class }
  region:                      { type: VARCHAR, doc: Sales region }
  total_leads:                 { type: BIGINT, doc: Leads, check: ">= 0" }
  open_leads:                  { type: BIGINT, doc: Leads neither won nor lost }
  won_leads:                   { type: BIGINT, doc: Leads won }
  lost_leads:                  { type: BIGINT, doc: Leads lost }
  total_deal_value:            { type: "DECIMAL(18,2)", doc: Value of all leads }
  total_revenue:               { type: "DECIMAL(18,2)", doc: Value of the leads won }
  lost_value:                  { type: "DECIMAL(18,2)", doc: Value of the leads lost }
  open_value:                  { type: "DECIMAL(18,2)", doc: Value of the leads still open }
  avg_deal_value:              { type: DOUBLE, doc: Mean value of a lead }
  max_deal_value:              { type: "DECIMAL(18,2)", doc: Largest lead }
  conversion_rate:             { type: DOUBLE, doc: Won leads / all leads, check: BETWEEN 0 AND 1 }
  win_rate:                    { type: DOUBLE, doc: Won leads / (won + lost leads), check: BETWEEN 0 AND 1 }
  product_count:               { type: BIGINT, doc: Different products on offer }
  avg_days_to_close:           { type: DOUBLE, doc: Mean days from opening a lead to closing it }
  days_since_last_lead:        { type: BIGINT, doc: Days since the last lead was opened }
  total_interactions:          { type: BIGINT, doc: Contacts, check: ">= 0" }
  num_calls:                   { type: BIGINT, doc: Contacts by phone }
  num_emails:                  { type: BIGINT, doc: Contacts by e-mail }
  num_whatsapp:                { type: BIGINT, doc: Contacts by WhatsApp }
  num_other_channels:          { type: BIGINT, doc: Contacts by any other channel }
  channel_count:               { type: BIGINT, doc: Different channels used }
  meetings:                    { type: BIGINT, doc: Contacts that led to a meeting }
  good_interactions:           { type: BIGINT, doc: Contacts of quality 0.7 or better }
  response_rate:               { type: DOUBLE, doc: Good contacts / all contacts, check: BETWEEN 0 AND 1 }
  avg_interaction_quality:     { type: DOUBLE, doc: "Mean quality: meeting 0.9, positive 0.8, replied 0.7, neutral 0.4, no answer 0.1", check: BETWEEN 0 AND 1 }
  total_minutes:               { type: DOUBLE, doc: Minutes of all contacts }
  avg_minutes:                 { type: DOUBLE, doc: Mean minutes of a contact }
  last_interaction_at:         { type: TIMESTAMPTZ, doc: Last contact }
  days_since_last_interaction: { type: BIGINT, doc: Whole days since the last contact, check: ">= 0" }
  preferred_channel:           { type: VARCHAR, doc: "Channel with the best share of good contacts; channels tried twice or more come first, ties by contacts, mean quality, name" }
  engagement_score:            { type: DOUBLE, doc: "100 × (1 − Π(1 − quality)) over the contacts", check: BETWEEN 0 AND 100 }
  score_engagement:            { type: DOUBLE, doc: Part of the lead score for the quality of contacts }
  score_recency:               { type: DOUBLE, doc: Part for a recent contact }
  score_deal_value:            { type: DOUBLE, doc: Part for the value on the table }
  score_channel_response:      { type: DOUBLE, doc: Part for the share of good contacts }
  score_past_wins:             { type: DOUBLE, doc: Part for any lead won }
  lead_score:                  { type: DOUBLE, doc: "Sum of its parts, 0 to 100, one decimal", check: BETWEEN 0 AND 100 }
  lead_score_method:           { type: VARCHAR, doc: "`rule`: the weighted formula; `model`: a trained one" }
  lead_quality:                { type: VARCHAR, doc: "HOT, WARM, COOL or COLD by the lead score" }
  probability_to_convert:      { type: DOUBLE, doc: "Share of won among the other customers' closed leads of the same quality, drawn towards the share over all of them (weight 2)", check: BETWEEN 0 AND 1 }
---*/
WITH
  leads AS (
    SELECT * FROM silver.leads WHERE created_at IS NULL OR created_at <= $as_of
  ),
  contacts AS (
    SELECT
      *,
      CASE outcome
        WHEN 'MEETING' THEN 0.9
        WHEN 'POSITIVE' THEN 0.8
        WHEN 'REPLIED' THEN 0.7
        WHEN 'NO_ANSWER' THEN 0.1
        ELSE 0.4
      END AS quality
    FROM silver.activities
    WHERE occurred_at <= $as_of
  ),
  sellers AS (
    SELECT system FROM silver.leads UNION SELECT system FROM silver.activities
  ),
  lead_totals AS (
    SELECT
      system,
      account_id,
      count(*) AS total_leads,
      count(*) FILTER (WHERE deal_stage = 'WON') AS won_leads,
      count(*) FILTER (WHERE deal_stage = 'LOST') AS lost_leads,
      sum(deal_value) AS total_deal_value,
      sum(deal_value) FILTER (WHERE deal_stage = 'WON') AS total_revenue,
      sum(deal_value) FILTER (WHERE deal_stage = 'LOST') AS lost_value,
      sum(deal_value) FILTER (WHERE deal_stage NOT IN ('WON', 'LOST')) AS open_value,
      mean(deal_value) AS avg_deal_value,
      max(deal_value) AS max_deal_value,
      count(DISTINCT product_id) AS product_count,
      mean(days_between(created_at, closed_at)) AS avg_days_to_close,
      max(created_at) AS last_lead_at
    FROM leads
    GROUP BY system, account_id
  ),
  contact_totals AS (
    SELECT
      system,
      account_id,
      count(*) AS total_interactions,
      count(*) FILTER (WHERE channel = 'PHONE') AS num_calls,
      count(*) FILTER (WHERE channel = 'EMAIL') AS num_emails,
      count(*) FILTER (WHERE channel = 'WHATSAPP') AS num_whatsapp,
      count(DISTINCT channel) AS channel_count,
      count(*) FILTER (WHERE quality = 0.9) AS meetings,
      count(*) FILTER (WHERE quality = 0.8) AS positives,
      count(*) FILTER (WHERE quality = 0.7) AS replies,
      count(*) FILTER (WHERE quality = 0.4) AS neutrals,
      count(*) FILTER (WHERE quality = 0.1) AS unanswered,
      mean(quality) AS avg_interaction_quality,
      total(duration_minutes) AS total_minutes,
      mean(duration_minutes) AS avg_minutes,
      max(occurred_at) AS last_interaction_at
    FROM contacts
    GROUP BY system, account_id
  ),
  channels AS (
    SELECT system, account_id, channel, row_number() OVER (
      PARTITION BY system, account_id
      ORDER BY
        CASE WHEN tried >= 2 THEN 0 ELSE 1 END, CAST(good AS DOUBLE) / tried DESC, tried DESC, avg_quality DESC, channel
    ) AS place
    FROM (
      SELECT
        system, account_id, channel, count(*) AS tried,
        count(*) FILTER (WHERE quality >= 0.7) AS good, mean(quality) AS avg_quality
      FROM contacts
      WHERE channel IS NOT NULL
      GROUP BY system, account_id, channel
    )
  ),
  lead_size AS (
    SELECT system, percentile(CAST(deal_value AS DOUBLE), 0.5) AS median_value FROM leads GROUP BY system
  ),
  parts AS (
    SELECT
      a.system,
      a.account_id AS customer_id,
      a.name AS company_name,
      a.industry,
      a.company_size,
      a.region,
      coalesce(l.total_leads, 0) AS total_leads,
      coalesce(l.total_leads - l.won_leads - l.lost_leads, 0) AS open_leads,
      coalesce(l.won_leads, 0) AS won_leads,
      coalesce(l.lost_leads, 0) AS lost_leads,
      CAST(coalesce(l.total_deal_value, 0) AS DECIMAL(18, 2)) AS total_deal_value,
      CAST(coalesce(l.total_revenue, 0) AS DECIMAL(18, 2)) AS total_revenue,
      CAST(coalesce(l.lost_value, 0) AS DECIMAL(18, 2)) AS lost_value,
      CAST(coalesce(l.open_value, 0) AS DECIMAL(18, 2)) AS open_value,
      l.avg_deal_value,
      l.max_deal_value,
      part_of(l.won_leads, l.total_leads) AS conversion_rate,
      part_of(l.won_leads, l.won_leads + l.lost_leads) AS win_rate,
      coalesce(l.product_count, 0) AS product_count,
      l.avg_days_to_close,
      days_between(l.last_lead_at, $as_of) AS days_since_last_lead,
      coalesce(c.total_interactions, 0) AS total_interactions,
      coalesce(c.num_calls, 0) AS num_calls,
      coalesce(c.num_emails, 0) AS num_emails,
      coalesce(c.num_whatsapp, 0) AS num_whatsapp,
      coalesce(c.total_interactions - c.num_calls - c.num_emails - c.num_whatsapp, 0) AS num_other_channels,
      coalesce(c.channel_count, 0) AS channel_count,
      coalesce(c.meetings, 0) AS meetings,
      coalesce(c.meetings + c.positives + c.replies, 0) AS good_interactions,
      part_of(c.meetings + c.positives + c.replies, c.total_interactions) AS response_rate,
      c.avg_interaction_quality,
      coalesce(c.total_minutes, 0) AS total_minutes,
      c.avg_minutes,
      c.last_interaction_at,
      days_between(c.last_interaction_at, $as_of) AS days_since_last_interaction,
      p.channel AS preferred_channel,
      coalesce(1 - power(0.1e0, c.meetings) * power(0.2e0, c.positives) * power(0.3e0, c.replies)
        * power(0.6e0, c.neutrals) * power(0.9e0, c.unanswered), 0) AS engagement,
      CASE
        WHEN c.last_interaction_at IS NULL THEN 0
        WHEN days_between(c.last_interaction_at, $as_of) <= $lead_score_recent_days THEN 1
        ELSE power(0.5e0, (days_between(c.last_interaction_at, $as_of) - $lead_score_recent_days)
          / CAST($lead_score_half_life_days AS DOUBLE))
      END AS recency,
      coalesce(CASE WHEN s.median_value > 0
        THEN least(1, CAST(l.total_deal_value AS DOUBLE) / s.median_value) END, 0) AS value_share
    FROM silver.accounts AS a
    JOIN sellers USING (system)
    LEFT JOIN lead_totals AS l ON l.system = a.system AND l.account_id = a.account_id
    LEFT JOIN contact_totals AS c ON c.system = a.system AND c.account_id = a.account_id
    LEFT JOIN channels AS p ON p.system = a.system AND p.account_id = a.account_id AND p.place = 1
    LEFT JOIN lead_size AS s ON s.system = a.system
  ),
  scored AS (
    SELECT
      *,
      round(100 * engagement, 4) AS engagement_score,
      round($lead_score_engagement * engagement, 4) AS score_engagement,
      round($lead_score_recency * recency, 4) AS score_recency,
      round($lead_score_deal_value * value_share, 4) AS score_deal_value,
      round($lead_score_channel_response * coalesce(response_rate, 0), 4) AS score_channel_response,
      CAST(CASE WHEN won_leads > 0 THEN $lead_score_past_wins ELSE 0 END AS DOUBLE) AS score_past_wins
    FROM parts
  ),
  summed AS (
    SELECT
      *,
      round(least(100, score_engagement + score_recency + score_deal_value + score_channel_response
        + score_past_wins), 1) AS lead_score
    FROM scored
  ),
  graded AS (
    SELECT
      *,
      CASE
        WHEN lead_score >= $lead_score_hot THEN 'HOT'
        WHEN lead_score >= $lead_score_warm THEN 'WARM'
        WHEN lead_score >= $lead_score_cool THEN 'COOL'
        ELSE 'COLD'
      END AS lead_quality
    FROM summed
  ),
  others AS (
    SELECT
      *,
      sum(won_leads) OVER (PARTITION BY system, lead_quality) - won_leads AS alike_won,
      sum(won_leads + lost_leads) OVER (PARTITION BY system, lead_quality) - won_leads - lost_leads AS alike_closed,
      sum(won_leads) OVER (PARTITION BY system) - won_leads AS all_won,
      sum(won_leads + lost_leads) OVER (PARTITION BY system) - won_leads - lost_leads AS all_closed
    FROM graded
  )
SELECT
  system,
  customer_id,
  company_name,
  industry,
  company_size,
  region,
  total_leads,
  open_leads,
  won_leads,
  lost_leads,
  total_deal_value,
  total_revenue,
  lost_value,
  open_value,
  avg_deal_value,
  max_deal_value,
  conversion_rate,
  win_rate,
  product_count,
  avg_days_to_close,
  days_since_last_lead,
  total_interactions,
  num_calls,
  num_emails,
  num_whatsapp,
  num_other_channels,
  channel_count,
  meetings,
  good_interactions,
  response_rate,
  avg_interaction_quality,
  total_minutes,
  avg_minutes,
  last_interaction_at,
  days_since_last_interaction,
  preferred_channel,
  engagement_score,
  score_engagement,
  score_recency,
  score_deal_value,
  score_channel_response,
  score_past_wins,
  lead_score,
  'rule' AS lead_score_method,
  lead_quality,
  round(CAST((alike_won + 2 * coalesce(part_of(all_won, all_closed), 0.5)) AS DOUBLE) / (alike_closed + 2), 6)
    AS probability_to_convert
FROM others
