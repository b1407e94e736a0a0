// The peer of `make bench-peers`: the same Cypher behind a @cypher field of @neo4j/graphql, over HTTP on loopback.
// Environment: URI, USER, PASSWORD, PORT, STATEMENT (returns one map {ids} a path, in the column `path`).
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { Neo4jGraphQL } from "@neo4j/graphql";
import { graphql } from "graphql";
import neo4j from "neo4j-driver";

const { URI, USER, PASSWORD, PORT, STATEMENT } = process.env;
const driver = neo4j.driver(URI, neo4j.auth.basic(USER, PASSWORD));
const typeDefs = `
  type Path { ids: [String!]! }
  type Query {
    paths(a: String!, b: String!): [Path!]! @cypher(statement: """${STATEMENT}""", columnName: "path")
  }`;
const schema = await new Neo4jGraphQL({ typeDefs, driver }).getSchema();

createServer(async (request, response) => {
  const { query, variables } = JSON.parse(await text(request));
  const answer = await graphql({ schema, source: query, variableValues: variables, contextValue: {} });
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(answer));
}).listen(Number(PORT), "127.0.0.1", () => console.log("ready"));
