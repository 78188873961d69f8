<?php
/**
 * The form as a widget of Elementor. Read only when Elementor asks for its widgets.
 *
 * @package Allkontrakt
 */

defined( 'ABSPATH' ) || exit;

/**
 * Three choices, as in the block.
 */
class Allkontrakt_Widget extends \Elementor\Widget_Base {

	/**
	 * Its name in saved pages.
	 *
	 * @return string
	 */
	public function get_name() {
		return 'allkontrakt';
	}

	/**
	 * Its name in the panel.
	 *
	 * @return string
	 */
	public function get_title() {
		return __( 'Allkontrakt: request form', 'allkontrakt' );
	}

	/**
	 * Its icon in the panel.
	 *
	 * @return string
	 */
	public function get_icon() {
		return 'eicon-form-horizontal';
	}

	/**
	 * Where in the panel it stands.
	 *
	 * @return string[]
	 */
	public function get_categories() {
		return array( 'general' );
	}

	/**
	 * What it is found by.
	 *
	 * @return string[]
	 */
	public function get_keywords() {
		return array( 'allkontrakt', 'form', 'formulär', 'offert' );
	}

	/**
	 * The script it needs, which Elementor loads even where it has kept the HTML.
	 *
	 * @return string[]
	 */
	public function get_script_depends() {
		return wp_script_is( 'allkontrakt-embed', 'registered' ) ? array( 'allkontrakt-embed' ) : array();
	}

	/**
	 * The choices.
	 */
	protected function register_controls() {
		$usual = array( '' => __( 'As in the settings', 'allkontrakt' ) );
		$this->start_controls_section( 'allkontrakt', array( 'label' => __( 'Form', 'allkontrakt' ) ) );
		$controls = array(
			'service'  => array( __( 'Service', 'allkontrakt' ), allkontrakt_service_choices( allkontrakt_language( '' ) ) ),
			'language' => array( __( 'Language', 'allkontrakt' ), array_filter( allkontrakt_language_choices(), 'strlen', ARRAY_FILTER_USE_KEY ) ),
			'theme'    => array( __( 'Look', 'allkontrakt' ), allkontrakt_theme_choices() ),
		);
		foreach ( $controls as $name => list( $label, $options ) ) {
			$this->add_control(
				$name,
				array(
					'label'   => $label,
					'type'    => \Elementor\Controls_Manager::SELECT,
					'options' => $usual + $options,
					'default' => '',
				)
			);
		}
		$this->end_controls_section();
	}

	/**
	 * The form on a page, its preview in the editor.
	 */
	protected function render() {
		$settings = $this->get_settings_for_display();
		$chosen   = array(
			'service'  => isset( $settings['service'] ) ? $settings['service'] : '',
			'language' => isset( $settings['language'] ) ? $settings['language'] : '',
			'theme'    => isset( $settings['theme'] ) ? $settings['theme'] : '',
		);
		// Escaped where it is made.
		// phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped
		echo \Elementor\Plugin::$instance->editor->is_edit_mode() ? allkontrakt_preview( $chosen ) : allkontrakt_form( $chosen );
	}
}
