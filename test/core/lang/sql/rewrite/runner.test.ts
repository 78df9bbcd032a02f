// Who runs a script, by its path and its text.
import { expect, test } from "vitest";
import { parseSql } from "../../../../../src/core/lang/sql/parse.ts";
import {
  isDump,
  isInRunnersTransaction,
  isMigration,
  isMigrationScript,
} from "../../../../../src/core/lang/sql/rewrite/runner.ts";
import { isStagingName } from "../../../../../src/core/lang/sql/rewrite/staging.ts";

test.each([
  "migrations/init.sql",
  "db/migrate/x.sql",
  "app/core_migrations/seed.sql",
  "src/main/resources/db/migration/V1_2__seed.sql",
  "sql/V12__seed.sql",
  "sql/R__views.sql",
  "alembic/versions/seed.sql",
  "001_create.sql",
  "db/20260101120000-seed.sql",
  "x/create_users.up.sql",
  "sql/updates/20240101-x.sql",
  "ext--1.0--1.1.sql",
])("%s is a migration", (file) => {
  expect(isMigration(file)).toBe(true);
});

test.each([
  "seed.sql",
  "load/orders.sql",
  "docker-entrypoint-initdb.d/01-seed.sql",
  "sql/version_table.sql",
  "immigration/people.sql",
  "etl/V_orders.sql",
])("%s is none", (file) => {
  expect(isMigration(file)).toBe(false);
});

const asked = (text: string) => parseSql(text, "postgresql");

test.each([
  "-- +goose Up\nSELECT 1;",
  "-- +migrate Up\nSELECT 1;",
  "-- migrate:up\nSELECT 1;",
  "--liquibase formatted sql\n--changeset ana:1\nSELECT 1;",
])("a tool's mark makes %j a migration", (text) => {
  expect(isMigrationScript(asked(text), "x.sql")).toBe(true);
});

test.each([
  ["-- run with psql -1 --single-transaction -f x.sql\n", true],
  ["\\set AUTOCOMMIT off\n", true],
  ["SET autocommit = 0;\n", true],
  ["-- migrate the data\n", false],
  ["\\set AUTOCOMMIT on\n", false],
])("%j: in the runner's transaction is %s", (text, expected) => {
  expect(isInRunnersTransaction(asked(text), "x.sql")).toBe(expected);
});

test.each([
  ["--\n-- PostgreSQL database dump\n--\n", true],
  ["-- MySQL dump 10.13  Distrib 8.0\n", true],
  ["-- phpMyAdmin SQL Dump\n", true],
  ["-- dump the cart\n", false],
])("%j: is a dump is %s", (text, expected) => {
  expect(isDump(asked(text))).toBe(expected);
});

test.each([
  [undefined, "stg_orders", true],
  [undefined, "orders_tmp", true],
  ["staging", "orders", true],
  ["raw", "orders", true],
  [undefined, "orders", false],
  [undefined, "news", false],
  [undefined, "templates", false],
  ["public", "stages", false],
])("%s.%s is for staging: %s", (schema, name, expected) => {
  expect(isStagingName({ schema, name })).toBe(expected);
});
