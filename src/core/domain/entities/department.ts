import { defineEntity } from "../entity.ts";

export default defineEntity({
  name: "department",
  table: "departments",
  summary: "A queue of work.",
  key: "department_id",
  columns: {
    department_id: { type: "VARCHAR", doc: "Department", aliases: ["department"] },
    code: { type: "VARCHAR", doc: "Code, such as FINANCE", fold: "upper" },
    name: { type: "VARCHAR", doc: "Name" },
  },
});
