import { z } from "zod";

/** Options of every command that reads labelled texts: which fields of the files count. */
export const fieldOptions = {
  textField: z
    .string()
    .optional()
    .meta({ value: "name" })
    .describe("Field or column of the text (default: text)"),
  labelField: z
    .string()
    .optional()
    .meta({ value: "name" })
    .describe("Field of the one label of a text (default: label)"),
  tagsField: z
    .string()
    .optional()
    .meta({ value: "name" })
    .describe("Field of tags, a JSON list or separated by ; | or , (default: tags)"),
};
