"""A user's tests that fail, and show secrets in all ways that there are."""

CANARY = "canary-4711-secret"

TESTS = f"""
    import json, logging, warnings

    CANARY = {CANARY[:6]!r} + {CANARY[6:]!r}
    VALUES = {{
        "long": CANARY * 250,
        "words": " ".join([CANARY] * 20),
        "lines": "first " + CANARY + "\\n  second " + CANARY + "\\n" + CANARY[:10],
        "quotes": "it's " + CANARY + ' "so"',
        "letters": "\\u00e9\\u20ac\\U0001f511" + CANARY + "\\u00fc\\\\n",
        "path": "C:\\\\new" + CANARY,
        "url": "a/b?c=" + CANARY + "&d=%41 <e>",
    }}
    TEMPLATE = {{
        "Parameters": {{
            "Password": {{"Type": "String", "NoEcho": True, "Default": "default-" + CANARY}},
            "Old": {{"Type": "String", "NoEcho": "true", "Default": "x"}},
            "Size": {{"Type": "String", "Default": "small"}},
        }},
        "Resources": {{"Topic": {{"Type": "AWS::SNS::Topic"}}}},
    }}

    @pytest.fixture
    def product(sc_plan):
        return sc_plan.add_product("x", versions={{"v0": {{}}, "v1": TEMPLATE}})

    @pytest.fixture
    def client(sc_plan):
        return boto3.client(
            "servicecatalog",
            aws_access_key_id="key-" + CANARY,
            aws_secret_access_key=CANARY,
            aws_session_token="token-" + CANARY,
        )

    def given(value):
        return [
            {{"Key": "Password", "Value": value}},
            {{"Key": "Old", "Value": "old-" + CANARY}},
            {{"Key": "Size", "Value": "visible-size"}},
        ]

    def create(client, product, value=CANARY, **changes):
        client.create_provisioned_product_plan(**{{
            "PlanName": "plan",
            "PlanType": "CLOUDFORMATION",
            "ProductId": product.id,
            "ProvisionedProductName": "name",
            "ProvisioningArtifactId": product.provisioning_artifacts[-1].id,
            "ProvisioningParameters": given(value),
            **changes,
        }})

    def provision(client, value=CANARY, **changes):
        client.provision_product(**{{
            "ProductName": "x",
            "ProvisioningArtifactName": "v1",
            "ProvisionedProductName": "name",
            "ProvisioningParameters": given(value),
            **changes,
        }})

    @pytest.mark.parametrize("kind", VALUES)
    def test_value(sc_plan, client, product, caplog, kind):
        caplog.set_level("DEBUG")
        value = VALUES[kind]
        if kind == "long":
            with pytest.raises(client.exceptions.ClientError) as error:
                create(client, product, value)
            print(error.value)
        else:
            create(client, product, value)
        for shown in (value, repr(value), ascii(value), json.dumps(value), value.encode()):
            print(shown)
        warnings.warn(value)
        logging.getLogger().error("%s", given(value))
        assert {{"Password": value}} == {{"Password": value + "!"}}

    @pytest.mark.parametrize("kind", VALUES)
    @pytest.mark.parametrize(("before", "after"), [("", "!"), ("!", "")])
    def test_text(sc_plan, product, kind, before, after):
        value = VALUES[kind]
        sc_plan.add_plan(product="x", parameters={{"Password": value[:4096]}})
        assert value[:4096] == before + value[:4096] + after

    def test_by_name(sc_plan, client, product):
        provision(client)
        assert sc_plan.calls[0].params == []

    def test_by_provisioned_product(sc_plan, client, product):
        sc_plan.add_provisioned_product("there", product="x")
        client.update_provisioned_product(
            ProvisionedProductName="there", ProvisioningParameters=given("update-" + CANARY)
        )
        assert sc_plan.calls[0].params == []

    def test_previous(sc_plan, client, product):
        sc_plan.add_provisioned_product("there", product="x", parameters={{"Password": CANARY}})
        client.update_provisioned_product(
            ProvisionedProductName="there",
            ProvisioningParameters=[{{"Key": "Password", "UsePreviousValue": True}}],
        )
        assert sc_plan.provisioned_products[0].parameters == {{}}

    def test_seeded_plan(sc_plan, product):
        plan = sc_plan.add_plan(product="x", parameters={{"Password": CANARY, "Old": "7"}})
        sc_plan.reset()
        assert plan.parameters == {{}}

    def test_refused_seeding(sc_plan, product):
        parameters = {{"Password": CANARY, "Wrong": "x"}}
        sc_plan.add_plan(product="x", parameters=parameters)

    def test_default(sc_plan, product):
        default = sc_plan.add_plan(product="x")
        sc_plan.reset()
        assert default == TEMPLATE

    def test_service_refuses(sc_plan, client, product):
        sc_plan.raise_error(
            "InvalidParametersException", operation="CreateProvisionedProductPlan",
            message="No: " + CANARY,
        )
        create(client, product)

    def test_sdk_refuses(sc_plan, client, product):
        create(client, product)
        create(client, product, Tags=[{{"Key": "", "Value": "x"}}])

    def test_unknown_version(client, product):
        create(client, product, ProvisioningArtifactId="pa-unknown")

    def test_unknown_product(client, product):
        provision(client, ProductName="unknown")

    def test_repr(sc_plan, client, product):
        create(client, product)
        print(sc_plan.calls, sc_plan.plans, sc_plan, sc_plan.injections)
        assert sc_plan.calls == [sc_plan.calls[0], 1]

    def test_assert_called(sc_plan, client, product):
        create(client, product)
        sc_plan.assert_called(
            "CreateProvisionedProductPlan", ProvisioningParameters=given("other-" + CANARY)
        )

    @pytest.mark.sc_plan_invalid_state(operation="CreateProvisionedProductPlan", after=5)
    def test_unraised(client, product, record_property):
        create(client, product)
        record_property("property", CANARY)
        record_property("object", [CANARY])

    def test_skipped(client, product):
        create(client, product)
        pytest.skip(CANARY)

    def test_xfail(client, product):
        create(client, product)
        pytest.xfail(CANARY)
"""

HOOKS = """
    import pytest

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(item):
        report = yield
        if report.when == "call":
            report.added = {"later": [item.module.CANARY]}
            report.sections.append(("added", item.module.CANARY))
        return report

    def pytest_json_runtest_metadata(item):
        return {"canary": getattr(item.module, "CANARY", "")}
"""

SUBTESTS = """
    def test_subtests(client, product, subtests):
        create(client, product)
        with subtests.test(msg=CANARY, canary=CANARY):
            print(CANARY)
            assert not CANARY
"""
