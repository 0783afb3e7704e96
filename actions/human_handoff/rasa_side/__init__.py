"""What touches Rasa: the actions, the forms, the slots. Only this package imports rasa_sdk."""
