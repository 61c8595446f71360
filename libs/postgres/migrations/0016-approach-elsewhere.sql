-- A person may have a case at two addresses. Where the approach at one begins or ends, the other is folded again.
grant insert on address_touched to eropaf_intake;
