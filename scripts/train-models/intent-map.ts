import type { Category, Subcategory } from "../../src/core/domain/subcategories.ts";

/**
 * What a public label means in our two-level list. A second place of `null` says that none of the
 * subcategories fits; no second place, that the label doesn't say which (the row then teaches the
 * category alone). `{ leftOut }` keeps the rows out of both, and says why.
 *
 * Written from the labels' names and the sets' own descriptions, before any model was trained and
 * before anybody saw a prediction; a later change of a line is to be told with the figures.
 *
 * The rubric: TECHNICAL is a thing of ours that fails or a way in that is shut; BILLING is money
 * that was taken, is missing or must be proved; SALES is what one buys, changes or ends; COMPLAINT
 * is how one was treated, whatever it was about; INFORMATION is a question that nothing is wrong
 * behind; HR is about work and staff; LEGAL is rights, law and contracts as law; PRODUCT_FEEDBACK is
 * a wish for or an opinion on the product; OTHER is anything that a customer desk has no hand in.
 */
export type Meaning =
  | readonly [category: Category, subcategory?: Subcategory | null]
  | { readonly leftOut: string };

type Groups = readonly (readonly [meaning: Meaning, labels: string])[];

const security = "lost, stolen or misused: a security desk, none of our categories";
const command = "an order to a machine that a desk also gets, but as another kind of text";

/** Maps of the single-label sets, by the folder's name: `label → meaning`. */
export const intentMap: Readonly<Record<string, ReadonlyMap<string, Meaning>>> = {
  banking77: mapOf([
    [
      ["TECHNICAL", "CARD_READING"],
      "card_not_working contactless_not_working virtual_card_not_working declined_card_payment",
    ],
    [
      ["TECHNICAL", null],
      "passcode_forgotten pin_blocked unable_to_verify_identity card_swallowed top_up_failed",
    ],
    [
      ["TECHNICAL"],
      "failed_transfer declined_transfer declined_cash_withdrawal beneficiary_not_allowed",
    ],
    [
      ["BILLING", "CHARGEBACK"],
      "card_payment_not_recognised direct_debit_payment_not_recognised cash_withdrawal_not_recognised",
    ],
    [
      ["BILLING", "MISSING_PAYMENT"],
      `transfer_not_received_by_recipient balance_not_updated_after_bank_transfer pending_transfer
       balance_not_updated_after_cheque_or_cash_deposit Refund_not_showing_up pending_top_up
       top_up_reverted`,
    ],
    [
      ["BILLING", "INCORRECT_FEE"],
      `card_payment_fee_charged cash_withdrawal_charge transfer_fee_charged
       extra_charge_on_statement card_payment_wrong_exchange_rate
       wrong_exchange_rate_for_cash_withdrawal transaction_charged_twice`,
    ],
    [
      ["BILLING"],
      `wrong_amount_of_cash_received request_refund reverted_card_payment? pending_card_payment
       pending_cash_withdrawal top_up_by_card_charge top_up_by_bank_transfer_charge exchange_charge`,
    ],
    [["BILLING", null], "cancel_transfer"],
    [["SALES", "CANCELLATION"], "terminate_account"],
    [["SALES", null], "order_physical_card"],
    [
      ["INFORMATION", "HOW_TO"],
      `activate_my_card card_linking change_pin edit_personal_details verify_my_identity
       transfer_into_account topping_up_by_card top_up_by_cash_or_cheque exchange_via_app
       getting_virtual_card get_disposable_virtual_card getting_spare_card get_physical_card
       verify_top_up`,
    ],
    [
      ["INFORMATION", "FEATURE_INQUIRY"],
      `country_support fiat_currency_support supported_cards_and_currencies visa_or_mastercard
       apple_pay_or_google_pay atm_support card_acceptance automatic_top_up top_up_limits
       disposable_card_limits`,
    ],
    [
      ["INFORMATION", null],
      `age_limit exchange_rate why_verify_identity card_delivery_estimate transfer_timing
       card_about_to_expire verify_source_of_funds`,
    ],
    [["INFORMATION"], "receiving_money card_arrival"],
    [{ leftOut: security }, "lost_or_stolen_card lost_or_stolen_phone compromised_card"],
  ]),
  clinc150: mapOf([
    [["TECHNICAL", "CARD_READING"], "damaged_card card_declined"],
    [["TECHNICAL", null], "account_blocked"],
    [["BILLING", "CHARGEBACK"], "report_fraud"],
    [["BILLING", null], "pay_bill bill_due bill_balance min_payment"],
    [["SALES", "PLAN_CHANGE"], "credit_limit_change"],
    [["SALES", null], "new_card order_checks"],
    [["INFORMATION", "HOW_TO"], "pin_change redeem_rewards improve_credit_score"],
    [
      ["INFORMATION", null],
      `apr interest_rate credit_limit credit_score rewards_balance expiration_date routing balance
       replacement_card_duration order_status international_fees`,
    ],
    [
      ["HR", null],
      `pto_request pto_balance pto_used pto_request_status payday w2 income direct_deposit
       rollover_401k insurance insurance_change`,
    ],
    [
      ["OTHER", null],
      `oos translate timer definition meaning_of_life find_phone fun_fact time flight_status
       flip_coin where_are_you_from shopping_list_update what_can_i_ask_you maybe oil_change_how
       restaurant_reservation confirm_reservation who_made_you distance user_name timezone next_song
       restaurant_suggestion repeat mpg oil_change_when yes travel_suggestion todo_list_update
       reminder tire_pressure no nutrition_info calendar uber calculator date carry_on
       schedule_maintenance thank_you roll_dice food_last cook_time reminder_update
       ingredient_substitution make_call alarm todo_list last_maintenance calories
       restaurant_reviews do_you_have_pets schedule_meeting gas_type plug_type tire_change how_busy
       accept_reservations goodbye what_song meeting_schedule ingredients_list
       measurement_conversion smart_home book_hotel current_location weather international_visa
       vaccines directions spelling greeting what_is_your_name what_are_your_hobbies book_flight
       shopping_list text share_location play_music calendar_update are_you_a_bot gas
       update_playlist cancel_reservation tell_joke change_ai_name how_old_are_you car_rental
       jump_start meal_suggestion recipe traffic change_accent change_speed change_volume
       whisper_mode change_language who_do_you_work_for travel_alert next_holiday`,
    ],
    [{ leftOut: security }, "report_lost_card freeze_account lost_luggage travel_notification"],
    [
      { leftOut: command },
      `transfer order cancel transactions spending_history taxes application_status sync_device
       reset_settings exchange_rate change_user_name`,
    ],
  ]),
  hwu64: mapOf([
    [
      ["OTHER", null],
      `alarm_query alarm_remove alarm_set audio_volume_down audio_volume_mute audio_volume_up
       calendar_query calendar_remove calendar_set cooking_recipe datetime_convert datetime_query
       email_addcontact email_query email_querycontact email_sendemail general_affirm
       general_commandstop general_confirm general_joke general_praise general_quirky iot_cleaning
       iot_coffee iot_hue_lightchange iot_hue_lightdim iot_hue_lightoff iot_hue_lighton
       iot_hue_lightup iot_wemo_off iot_wemo_on lists_createoradd lists_query lists_remove
       music_likeness music_query music_settings news_query play_audiobook play_game play_music
       play_podcasts play_radio qa_definition qa_factoid qa_maths qa_stock recommendation_events
       recommendation_locations recommendation_movies social_post social_query takeaway_order
       takeaway_query transport_query transport_taxi transport_ticket transport_traffic
       weather_query general_dontcare general_repeat`,
    ],
    [{ leftOut: "blames the assistant, much as a complaint does" }, "general_negate"],
    [{ leftOut: "asks for an explanation, as INFORMATION does" }, "general_explain"],
    [{ leftOut: command }, "qa_currency"],
  ]),
  "it-tickets": mapOf([
    [["TECHNICAL"], "Hardware|Access|Storage|Administrative rights"],
    [["HR", null], "HR Support"],
    [
      { leftOut: "a company's own errands, which no customer writes" },
      "Purchase|Internal Project|Miscellaneous",
    ],
  ]),
  "abcd-sample": mapOf([
    [["TECHNICAL", null], "account_access troubleshoot_site"],
    [["BILLING"], "purchase_dispute subscription_inquiry"],
    [["INFORMATION"], "single_item_query storewide_query"],
    [
      { leftOut: "one flow holds requests of several of our categories" },
      "manage_account order_issue product_defect shipping_issue",
    ],
  ]),
  "cfpb-complaints": mapOf([
    [["BILLING"], "credit_card"],
    [
      { leftOut: "letters to an authority, of which the label names the product, not the trouble" },
      "credit_reporting debt_collection mortgages_and_loans retail_banking",
    ],
  ]),
  "taskmaster4-part": mapOf([[{ leftOut: "orders given to a coffee machine" }, "Coffee"]]),
};

/** One rule over the tags of a row of nlupp: it needs all of `with`, one of `any`, none of `without`. */
type TagRule = {
  readonly with: readonly string[];
  readonly any?: readonly string[];
  readonly without?: readonly string[];
  readonly means: Meaning;
};

const failing = "wrong_notworking_notshowing";
const accounts = ["account", "loan", "mortgage", "savings", "credit", "debit", "overdraft"];
const small = [
  "affirm",
  "deny",
  "greet",
  "thank",
  "end_call",
  "acknowledge",
  "repeat",
  "dont_know",
];

/** NLU++ has tags instead of one label: the first rule that holds gives the meaning. */
const tagRules: readonly TagRule[] = [
  { with: ["handoff"], means: { leftOut: "asks for a person, whatever it is about" } },
  { with: ["lost_stolen"], means: { leftOut: security } },
  { with: ["booking"], means: { leftOut: "hotel bookings, which stand between SALES and HOW_TO" } },
  { with: [failing, "contactless"], means: ["TECHNICAL", "CARD_READING"] },
  { with: [failing], any: ["pin", "wifi", "room_ammenities"], means: ["TECHNICAL", null] },
  { with: [failing], any: ["refund", "balance", "fees_interests"], means: ["BILLING"] },
  { with: ["fees_interests"], any: ["why", "more_higher_after"], means: ["BILLING"] },
  { with: ["refund"], means: ["BILLING"] },
  { with: ["cancel_close_leave_freeze"], any: accounts, means: ["SALES", "CANCELLATION"] },
  {
    with: ["make_open_apply_setup_get_activate"],
    any: accounts,
    without: ["request_info", "transfer_payment_deposit"],
    means: ["SALES", null],
  },
  {
    with: ["request_info"],
    any: ["parking", "gym", "spa", "pets", "swimming_pool", "restaurant", "room_service"],
    means: ["INFORMATION", "FEATURE_INQUIRY"],
  },
  { with: ["request_info"], without: ["fees_interests", failing], means: ["INFORMATION"] },
];

/** What a row of NLU++ means by its tags; a row of pleasantries alone is OTHER. */
export function meaningOfTags(tags: readonly string[]): Meaning {
  if (tags.length > 0 && tags.every((tag) => small.includes(tag))) return ["OTHER", null];
  const rule = tagRules.find(
    (one) =>
      one.with.every((tag) => tags.includes(tag)) &&
      (one.any?.some((tag) => tags.includes(tag)) ?? true) &&
      !(one.without?.some((tag) => tags.includes(tag)) ?? false),
  );
  return rule?.means ?? { leftOut: "tags that name no errand of ours" };
}

/** Labels parted by white space, or by `|` where labels hold spaces. A label twice is a bug. */
function mapOf(groups: Groups): ReadonlyMap<string, Meaning> {
  const map = new Map<string, Meaning>();
  for (const [meaning, labels] of groups) {
    const split = /[A-Z]/.test(labels[0] ?? "") ? "|" : /\s+/;
    for (const label of labels.split(split)) {
      if (map.has(label)) throw new Error(`${label} stands twice in the intent map`);
      map.set(label, meaning);
    }
  }
  return map;
}
