import pytest

from journeyman.tools.definition_lines import MAX_LINE_CHARACTERS, defined_name

DEFINITIONS = """\
total|def total(items):
run|    async def run(self):
empty?|  def empty?
total|    def self.total
Cart|class Cart(Base):
Cart|export default class Cart extends Base {
Cart|data class Cart(val a: Int)
Cart|case class Cart(a: Int)
Cart|interface Cart {
Cart|type Cart = string
Cart|export type Cart<T> = {
Cart|type Cart struct {
Cart|module Cart
Cart|defmodule My.Cart do
Color|enum class Color {
cart|struct cart {
cart|pub mod cart;
carts|CREATE TABLE carts (
Trait|impl<T> Trait for Cart {
TOTAL|#define TOTAL(a) (a)
total|macro_rules! total {
total|pub(crate) async fn total<T>(a: T) -> T {
total|func (c *Cart) total(a int) error {
total|func total() {
total|local function M.total(a)
total|function M:total(a)
total|fun String.total(): Int = 3
total|export async function* total(a) {
total|  private total(a: string): Promise<void> {
total|  total(a) {
total|total() {
total|static int total(int a)
main|int main(int argc, char **argv) {
total|void Cart::total(int a) const {
main|public static void main(String[] args) {
toString|    public String toString() {
total|  defp total(a) do
total|(defun total (a)
total|total :: Int -> Int
LIMIT|LIMIT = 5
limit|limit: int = 5
total|let total = 3;
total|export const total = (a) => a
x|var x int
"""

USES = """\
    return total(a)
    total(a)
total(a)
if total(a) {
    if (total(a)) {
    } else if (total(a)) {
    while (total(x)) {
    for x in total(y) {
    case total(x) {
  await total(x) {
switch (x) {
total == 3
    x = total(a)
    const x = 3
x.total = 3
key => value
return total(
    total(
print(total)
describe("x", () => {
    foo(function() {
Path("x").read(
import total
from x import (
# def total
else:
default:
}
"""


@pytest.mark.parametrize("case", DEFINITIONS.splitlines())
def test_a_line_that_defines_a_name_is_known(case: str):
    name, _, line = case.partition("|")

    assert defined_name(line) == name


@pytest.mark.parametrize("line", USES.splitlines())
def test_a_line_that_uses_a_name_defines_none(line: str):
    assert defined_name(line) == ""


def test_a_very_long_line_is_no_definition():
    assert defined_name("x" * MAX_LINE_CHARACTERS + " = 1") == ""
