// Writes ../operations/types.ts from the schema and the documents: variables and answers of every operation.
// Scalars are as JSON has them: decimals and days are texts, so that no digit is lost.

import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { codegen } from "@graphql-codegen/core";
import * as operations from "@graphql-codegen/typescript-operations";
import * as typescript from "@graphql-codegen/typescript";
import { Kind, buildASTSchema, parse, visit } from "graphql";

const folder = new URL("../operations/", import.meta.url);
const target = process.argv[2] ?? new URL("types.ts", folder);
const declared = parse(readFileSync(new URL("../schema.graphql", import.meta.url), "utf8"));
const names = readdirSync(folder).filter((name) => name.endsWith(".graphql")).sort();

// Each document may name its fragments as it likes; here they stand in one file, behind the name of their document.
const documents = names.map((name) => {
  const text = readFileSync(new URL(name, folder), "utf8");
  const prefix = name.replace(/^\d+-|\.graphql$/g, "").replace(/(^|-)(\w)/g, (_, dash, letter) => letter.toUpperCase());
  const renamed = text.replace(/\bfragment (\w+) on\b/g, `fragment ${prefix}$1 on`);
  return { location: name, document: parse(renamed.replace(/\.\.\.(?!\s*on\b)\s*(\w+)/g, `...${prefix}$1`)) };
});

// Inputs and enums that no document reaches are left out.
const reached = new Set();
const isInput = (one) => one.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION;
const inputs = new Map(declared.definitions.filter(isInput).map((one) => [one.name.value, one]));
const reach = (node) =>
  visit(node, { NamedType: ({ name }) => void add(name.value), Field: ({ name }) => void reached.add(name.value) });
const add = (name) => {
  if (!reached.has(name)) {
    reached.add(name);
    if (inputs.has(name)) reach(inputs.get(name));
  }
};
documents.forEach(({ document }) => reach(document));
const named = (type) => (type.kind === Kind.NAMED_TYPE ? type.name.value : named(type.type));
const kept = (argument) => !inputs.has(named(argument.type)) || reached.has(named(argument.type));
const pruned = visit(declared, {
  FieldDefinition: (field) => ({ ...field, arguments: field.arguments.filter(kept) }),
  InputObjectTypeDefinition: ({ name }) => (reached.has(name.value) ? undefined : null),
  ObjectTypeDefinition: (type) =>
    type.name.value === "Mutation"
      ? { ...type, fields: type.fields.filter((one) => reached.has(one.name.value)) }
      : undefined,
});

const config = {
  disableDescriptions: true,
  skipDocumentsValidation: true, // literals may use what is left out; tests validate every document
  onlyOperationTypes: true,
  enumsAsTypes: true,
  immutableTypes: true,
  skipTypename: true,
  strictScalars: true,
  scalars: { Position: "number", Date: "string", DateTime: "string", Decimal: "string", JSON: "unknown" },
};
const written = await codegen({
  schema: pruned,
  schemaAst: buildASTSchema(pruned),
  documents,
  filename: "types.ts",
  config,
  plugins: [{ typescript: {} }, { operations: {} }],
  pluginMap: { typescript, operations },
});
const head = "// Types of the documents of this folder; written by `make types`, do not edit 由 make types 生成。\n";
writeFileSync(target, `${head}${written}\n`.replace(/[ \t]+$/gm, ""));
