"""How forms are rendered."""

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Render every form and form field by one template each of the project."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
