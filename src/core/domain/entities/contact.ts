import { defineEntity } from "../entity.ts";

export default defineEntity({
  name: "contact",
  table: "contacts",
  summary: "A person at an account.",
  key: "contact_id",
  columns: {
    contact_id: {
      type: "VARCHAR",
      person: true,
      doc: "Contact",
      aliases: ["customer_id", "person_id"],
    },
    account_id: {
      type: "VARCHAR",
      doc: "Account the person belongs to",
      aliases: ["company_id"],
      references: { entity: "account", orphan: "quarantine" },
    },
    full_name: {
      type: "VARCHAR",
      doc: "Name of the person",
      aliases: ["customer_name", "name", "contact_name"],
      pii: "DIRECT_ID",
      pseudonym: "PERSON",
    },
    email: {
      type: "VARCHAR",
      doc: "E-mail address",
      aliases: ["contact_email"],
      pii: "CONTACT",
      pseudonym: "EMAIL",
    },
    national_id: {
      type: "VARCHAR",
      doc: "Personal number (CPF)",
      aliases: ["cpf"],
      pii: "NATIONAL_ID",
      pseudonym: "NATIONAL_ID",
    },
    birth_date: { type: "DATE", doc: "Date of birth", pii: "BIRTH_DATE" },
    phone: { type: "VARCHAR", doc: "Phone number", pii: "CONTACT", pseudonym: "PHONE" },
    role: { type: "VARCHAR", doc: "Part the person plays at the account", fold: "upper" },
  },
});
