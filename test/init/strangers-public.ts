import { address, draw, instant, iso, people, pick, sentences, table } from "./stranger-rows.ts";
import type { Stranger } from "./strangers.ts";
import { csv, type Files } from "./try-init.ts";

function shopOrders(): Files {
  return {
    "olist_customers_dataset.csv": csv(
      table(
        [
          "customer_id",
          "customer_unique_id",
          "customer_zip_code_prefix",
          "customer_city",
          "customer_state",
        ],
        50,
        (i) => [
          `c${String(i).padStart(31, "0")}`,
          `u${String(i).padStart(31, "0")}`,
          draw.integer(10_000, 99_999),
          pick(["sao paulo", "rio de janeiro"]),
          pick(["SP", "RJ"]),
        ],
      ),
    ),
    "olist_orders_dataset.csv": csv(
      table(
        [
          "order_id",
          "customer_id",
          "order_status",
          "order_purchase_timestamp",
          "order_delivered_customer_date",
        ],
        50,
        (i) => [
          `o${String(i).padStart(31, "0")}`,
          `c${String(i).padStart(31, "0")}`,
          pick(["delivered", "shipped", "canceled"]),
          iso(),
          iso(),
        ],
      ),
    ),
    "olist_order_reviews_dataset.csv": csv(
      table(
        [
          "review_id",
          "order_id",
          "review_score",
          "review_comment_title",
          "review_comment_message",
          "review_creation_date",
          "review_answer_timestamp",
        ],
        50,
        (i) => [
          `r${String(i).padStart(31, "0")}`,
          `o${String(i).padStart(31, "0")}`,
          draw.integer(1, 5),
          "",
          pick(sentences.pt),
          iso(),
          iso(),
        ],
      ),
    ),
  };
}

function shopProducts(): Files {
  return {
    "olist_products_dataset.csv": csv(
      table(
        ["product_id", "product_category_name", "product_name_lenght", "product_weight_g"],
        30,
        (i) => [
          `p${String(i).padStart(31, "0")}`,
          pick(["perfumaria", "artes"]),
          draw.integer(10, 60),
          draw.integer(100, 900),
        ],
      ),
    ),
    "olist_order_items_dataset.csv": csv(
      table(
        ["order_id", "order_item_id", "product_id", "seller_id", "price", "freight_value"],
        90,
        (i) => [
          `o${String((i % 50) + 1).padStart(31, "0")}`,
          (i % 3) + 1,
          `p${String((i % 30) + 1).padStart(31, "0")}`,
          `s${i % 7}`,
          "19.90",
          "8.72",
        ],
      ),
    ),
  };
}

/** Files of data sets that many have tried. */
export const publicSets: readonly Stranger[] = [
  {
    what: "customer support on Twitter",
    files: () => ({
      "twcs.csv": csv(
        table(
          [
            "tweet_id",
            "author_id",
            "inbound",
            "created_at",
            "text",
            "response_tweet_id",
            "in_response_to_tweet_id",
          ],
          60,
          (i) => [
            i,
            pick(["sprintcare", "115712", "115713", "AppleSupport"]),
            pick(["True", "False"]),
            `Tue Oct 31 ${instant().time} +0000 2017`,
            `@${draw.integer(100_000, 119_999)} ${pick(sentences.en)}`,
            i > 1 ? i - 1 : "",
            i < 60 ? i + 1 : "",
          ],
        ),
      ),
    }),
    expect: {
      twcs: {
        entity: "message",
        columns: {
          message_id: "tweet_id",
          author_type: "inbound",
          author_id: "author_id",
          body: "text",
          sent_at: "created_at",
        },
      },
    },
    kept: { messages: 60 },
  },
  {
    what: "an NPS survey",
    files: () => ({
      "nps_2025.csv": csv(
        table(["respondent_id", "survey_date", "nps_score", "comment", "segment"], 50, (i) => [
          `R${1_000 + i}`,
          iso().slice(0, 10),
          draw.integer(0, 10),
          pick(sentences.en),
          pick(["SMB", "Enterprise"]),
        ]),
      ),
    }),
    expect: {
      nps: {
        entity: "feedback",
        columns: { rating: "nps_score", body: "comment", created_at: "survey_date" },
      },
    },
    kept: { feedback: 50 },
  },
  {
    what: "a shop's files as Olist publishes them",
    files: () => ({ ...shopOrders(), ...shopProducts() }),
    expect: {
      olist_order_reviews: {
        entity: "feedback",
        columns: {
          feedback_id: "review_id",
          rating: "review_score",
          body: "review_comment_message",
          created_at: "review_creation_date",
        },
      },
      olist_products: {
        entity: "product",
        columns: { product_id: "product_id", category: "product_category_name" },
      },
      olist_order_items: { entity: undefined },
      olist_orders: { entity: undefined },
    },
    kept: { feedback: 50, products: 30 },
  },
  {
    what: "the support tickets of Kaggle",
    files: () => ({
      "customer_support_tickets.csv": csv(
        table(
          [
            "Ticket ID",
            "Customer Name",
            "Customer Email",
            "Customer Age",
            "Customer Gender",
            "Product Purchased",
            "Date of Purchase",
            "Ticket Type",
            "Ticket Subject",
            "Ticket Description",
            "Ticket Status",
            "Resolution",
            "Ticket Priority",
            "Ticket Channel",
            "First Response Time",
            "Time to Resolution",
            "Customer Satisfaction Rating",
          ],
          60,
          (i) => [
            i,
            pick(people),
            address(i),
            draw.integer(18, 70),
            pick(["Male", "Female", "Other"]),
            pick(["LG OLED", "Xbox", "iPhone"]),
            iso().slice(0, 10),
            pick(["Technical issue", "Billing inquiry", "Refund request", "Cancellation request"]),
            pick(["Product setup", "Network problem", "Account access"]),
            `I'm having an issue with the {product_purchased}. ${pick(sentences.en)}`,
            pick(["Open", "Closed", "Pending Customer Response"]),
            "",
            pick(["Low", "Medium", "High", "Critical"]),
            pick(["Email", "Phone", "Chat", "Social media"]),
            iso(),
            iso(),
            "3.0",
          ],
        ),
      ),
    }),
    expect: {
      customer_support_tickets: {
        entity: "ticket",
        columns: {
          ticket_id: "Ticket_ID",
          created_at: "Date_of_Purchase",
          ticket_status: "Ticket_Status",
          priority: "Ticket_Priority",
          channel: "Ticket_Channel",
          subject: "Ticket_Subject",
          description: "Ticket_Description",
          first_response_at: "First_Response_Time",
          csat_score: "Customer_Satisfaction_Rating",
        },
        never: ["Customer_Name", "Customer_Email"],
      },
    },
    kept: { tickets: 60 },
  },
];
